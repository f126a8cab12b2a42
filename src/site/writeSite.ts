/** Writes the documentation as a folder of pages that needs no server: reference, guide and notebooks, with one search over all. */
import { basename, dirname, join, resolve } from 'node:path';
import {
  Application,
  Converter,
  type DeclarationReflection,
  KindRouter,
  OptionDefaults,
  type Reflection,
  TSConfigReader,
} from 'typedoc';
import { temporaryFolder } from '../files/temporaryFolder.js';
import { writeWhole } from '../files/writeWhole.js';
import { packageVersion } from '../packageVersion.js';
import { notebookPage } from '../page/htmlPage.js';
import { type Site, siteOf, type Source } from '../page/site.js';
import type { TextCell } from '../runner/nbformat.js';
import { calledIn, type Functions, functionsOf, linkBothWays } from './crossLinks.js';
import { type Manuscript, writeManuscript } from './manuscript.js';
import { searchGreek } from './searchGreek.js';
import { lightOnPaper, styleSite } from './siteStyle.js';

/** Files that are imported as `heavytail` and `heavytail/nets`. */
const entries = ['src/index.ts', 'src/nets/index.ts'];

const startTypedoc = (project: string, manuscript: Manuscript, out: string): Promise<Application> =>
  Application.bootstrap(
    {
      name: 'heavytail',
      entryPoints: entries.map((file) => join(project, file)),
      tsconfig: join(project, 'tsconfig.build.json'),
      readme: manuscript.readme,
      projectDocuments: [...manuscript.notebooks, ...manuscript.guides].map(({ file }) => file),
      out,
      router: 'site',
      includeVersion: true,
      disableSources: true,
      skipErrorChecking: true,
      searchInComments: true,
      searchInDocuments: true,
      sort: ['source-order'],
      // The least length of a list, for the checks of arguments: the comment beside it says it in words.
      blockTags: [...OptionDefaults.blockTags, '@minItems'],
      excludeTags: ['@minItems'],
      // What types of other packages and inner types are called is not to be looked up here.
      validation: { notExported: false, invalidLink: false, invalidPath: false },
      logLevel: 'Warn',
    },
    [new TSConfigReader()],
  );

/** Documents have the addresses that the pages of notebooks know them by. */
const addRouter = (app: Application, { guides, notebooks }: Manuscript): (() => KindRouter) => {
  const addresses = new Map([...guides, ...notebooks].map(({ title, address }) => [title, address]));
  let used: KindRouter | undefined;
  app.renderer.defineRouter(
    'site',
    class extends KindRouter {
      constructor(application: Application) {
        super(application);
        // eslint-disable-next-line @typescript-eslint/no-this-alias
        used = this;
      }
      protected override getIdealBaseName(reflection: Reflection): string {
        const address = reflection.isDocument() ? addresses.get(reflection.name) : undefined;
        return address ?? super.getIdealBaseName(reflection);
      }
    },
  );
  return () => used!;
};

/** The notebook with a last cell that names the functions in it. */
const withFunctions = (source: Source, functions: Functions, addressOf: (name: string) => string): Source => {
  const names = calledIn(source, functions);
  if (names.length === 0) return source;
  const list = names.map((name) => `[\`${name}\`](${addressOf(name)})`).join(' · ');
  const cell: TextCell = {
    cell_type: 'markdown',
    id: 'functions',
    metadata: {},
    source: `## Functions in this notebook\n\n${list}`,
  };
  return { ...source, notebook: { ...source.notebook, cells: [...source.notebook.cells, cell] } };
};

const writeNotebooks = async (
  manuscript: Manuscript,
  functions: Functions,
  router: KindRouter,
  out: string,
): Promise<void> => {
  const { sources, guides } = manuscript;
  const urlOf = (name: string): string => router.getFullUrl(functions.get(name) as DeclarationReflection);
  const folder = dirname(sources[0].file);
  const site: Site = {
    ...siteOf(sources, { index: 'index.html' }),
    indexTitle: 'documentation',
    documents: new Map([
      ...guides.map(({ file, address }): [string, string] => [
        join(folder, '..', 'docs', basename(file)),
        `${address}.html`,
      ]),
      ...[...functions.keys()].map((name): [string, string] => [resolve(folder, urlOf(name)), urlOf(name)]),
    ]),
  };
  for (const source of sources) {
    const { notebook } = withFunctions(source, functions, urlOf);
    const page = notebookPage(notebook, source.name, {
      folder,
      note: `heavytail ${packageVersion()} · as saved`,
      site,
    });
    await writeWhole(join(out, `${source.name}.html`), page);
  }
};

/**
 * Writes the site of a project.
 *
 * @param project folder of the project
 * @param out folder to write into; what is in it is replaced
 * @throws Error if the reference cannot be made
 */
export const writeSite = async (project: string, out: string): Promise<void> => {
  const { path: folder, remove } = temporaryFolder('docs');
  try {
    const manuscript = writeManuscript(project, folder);
    const app = await startTypedoc(project, manuscript, out);
    const router = addRouter(app, manuscript);
    await styleSite(app, folder, [searchGreek(app)]);
    app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project: all }) => {
      for (const child of all.children ?? [])
        child.name =
          { index: 'heavytail', nets: 'heavytail/nets' }[child.name.replace('/index', '')] ?? child.name;
    });
    const reference = await app.convert();
    if (reference === undefined) throw new Error('the reference cannot be made: see the messages above');
    const statements = manuscript.guides.find(({ address }) => address === 'documents/theory')?.title ?? '';
    linkBothWays(reference, manuscript.sources, statements);
    await app.generateDocs(reference, out);
    await lightOnPaper(out);
    await writeNotebooks(manuscript, functionsOf(reference), router(), out);
  } finally {
    remove();
  }
};
