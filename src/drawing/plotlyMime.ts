/** MIME type of a Plotly figure as JSON. */
export const PLOTLY_MIME = 'application/vnd.plotly.v1+json';
