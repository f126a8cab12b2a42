import { join } from 'node:path';
import { CIFAR_ARCHIVE, MNIST_FILES, SET_FOLDERS } from './directory.js';
import type { DownloadRequest } from './download.js';
import type { ImageSetName } from './imageSet.js';

const MNIST_ADDRESSES = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'http://yann.lecun.com/exdb/mnist/',
];

const CIFAR_ADDRESSES = [
  'https://www.cs.toronto.edu/~kriz/',
  'https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/',
];

/** Lengths, and checksums as the publishers state them. */
const CONTENTS: Readonly<Record<string, Pick<DownloadRequest, 'bytes' | 'md5'>>> = {
  [`${MNIST_FILES.trainImages}.gz`]: { bytes: 9_912_422, md5: 'f68b3c2dcbeaaa9fbdd348bbdeb94873' },
  [`${MNIST_FILES.trainLabels}.gz`]: { bytes: 28_881, md5: 'd53e105ee54ea40749a09fcbcd1e9432' },
  [`${MNIST_FILES.testImages}.gz`]: { bytes: 1_648_877, md5: '9fb629c4189551a2d022fa330f9573f3' },
  [`${MNIST_FILES.testLabels}.gz`]: { bytes: 4542, md5: 'ec29112dd5afa0611ce80d1b7f02629c' },
  [CIFAR_ARCHIVE]: { bytes: 170_052_171, md5: 'c32a1d4ab5d03f1284b67883e8d87530' },
};

/**
 * The official files of a set with their addresses, lengths and checksums.
 *
 * @param name which set
 * @param cache where they are to lie, in the folder layout that `readImageDirectory` reads
 */
export function officialFiles(name: ImageSetName, cache: string): DownloadRequest[] {
  const addresses = name === 'mnist' ? MNIST_ADDRESSES : CIFAR_ADDRESSES;
  const files = name === 'mnist' ? Object.values(MNIST_FILES).map((file) => `${file}.gz`) : [CIFAR_ARCHIVE];
  return files.map((file) => ({
    file: join(cache, SET_FOLDERS[name], file),
    urls: addresses.map((address) => address + file),
    ...CONTENTS[file],
  }));
}
