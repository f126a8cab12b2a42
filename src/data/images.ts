export { DataFileError } from './bytes.js';
export { type DownloadProgress } from './download.js';
export { channelStatistics, normalisationTable, type ChannelStatistics } from './normalise.js';
export { loadImages, type ImagesProgress, type LoadImagesOptions } from './loadImages.js';
export { type ImageSet, type ImageSetName, type ImageSource, type LabelledImages } from './imageSet.js';
