/** What a piece of HTML leaves open that would swallow the rest of the page. */

/** Elements in which a browser looks for nothing but their end, and one whose content is not shown. */
const SWALLOWING = new Set([
  'script',
  'style',
  'textarea',
  'title',
  'iframe',
  'noembed',
  'noframes',
  'noscript',
  'xmp',
  'template',
  'select',
]);

/** A comment, or the beginning of a tag with its attributes: whole, or to the end of the text. */
const MARKS =
  /<!--(?:>|->|[\s\S]*?(?:-->|$))|<(\/?)([a-z][^\s/>]*)(?![^\s/>])((?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^>"'])*)(>|$)/gi;

/** What the end of a tag lacks: the quote of an attribute, and the bracket. */
const tagEnd = (attributes: string): string => {
  const quote = /^(?:"[^"]*"|'[^']*'|[^"'])*(["'])/.exec(attributes)?.[1] ?? '';
  return `${quote}>`;
};

/**
 * What must follow a piece of HTML so that the page goes on after it: the ends of a comment, of a tag and of elements that hide all that
 * follows, `-->` for `<p>seen <!-- never ended`. Others that are left open end with the part of the page that they stand in.
 */
export const htmlEnd = (html: string): string => {
  const marks = new RegExp(MARKS);
  const open: string[] = [];
  for (let match = marks.exec(html); match !== null; match = marks.exec(html)) {
    const [whole, slash, name, attributes = '', bracket] = match;
    if (name === undefined) {
      if (!/^<!--(>|->|[\s\S]*-->$)/.test(whole)) return `-->${endsOf(open)}`;
      continue;
    }
    const element = name.toLowerCase();
    if (bracket === '')
      return `${tagEnd(attributes)}${slash === '' && SWALLOWING.has(element) ? `</${element}>` : ''}${endsOf(open)}`;
    if (!SWALLOWING.has(element)) continue;
    if (slash === '/') {
      const at = open.lastIndexOf(element);
      if (at >= 0) open.splice(at);
    } else if (element === 'template' || element === 'select') open.push(element);
    else {
      const end = new RegExp(`</${element}[\\s/>]`, 'gi');
      end.lastIndex = marks.lastIndex;
      const found = end.exec(html);
      if (found === null) return `</${element}>${endsOf(open)}`;
      marks.lastIndex = found.index;
    }
  }
  return endsOf(open);
};

const endsOf = (open: readonly string[]): string =>
  [...open]
    .reverse()
    .map((name) => `</${name}>`)
    .join('');
