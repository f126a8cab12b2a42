export { DataFileError } from './bytes.js';
export { parseIdx, type IdxArray } from './idx.js';
export { parseCifar10, type CifarBatch } from './cifar.js';
export { parseTar } from './tar.js';
export { download, type DownloadOptions, type DownloadProgress, type DownloadRequest } from './download.js';
export { proceduralImages } from './procedural.js';
export { channelStatistics, normalisationTable, type ChannelStatistics } from './normalise.js';
export { loadImages, type LoadImagesOptions } from './loadImages.js';
export { type ImageSet, type ImageSetName, type ImageSource, type LabelledImages } from './imageSet.js';
