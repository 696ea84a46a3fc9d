"""python films.py ROOT OUT.json

Films of SURREAL (ROOT: the release, or a tree that `sfdahpe.surreal.write_surreal` wrote) read frame by frame through the data set,
in order and shuffled, against the decoder with crop and resize alone, and against prepared stores of the same frames. Processor
time of one core, blocks in turn, medians and quartiles."""
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import thread_time

import numpy as np
import torch
import torch.nn.functional as F

from sfdahpe.datasets import Store, open_dataset
from sfdahpe.prepare import prepare
from sfdahpe.store import PrepareConfig
from sfdahpe.video import import_av, read_frame

torch.set_num_threads(1)


def compared(a, b, order, block, pairs=20):
    "Time of a / time of b, and milliseconds of one a and of one b."
    ratios, times = [], {a: [], b: []}
    for n in range(pairs + 1):
        rows = [order[k % len(order)] for k in range(n * block, (n + 1) * block)]
        for f in ((a, b) if n % 2 else (b, a)):
            began = thread_time()
            for row in rows: f(row)
            times[f].append((thread_time() - began) / block)
        ratios.append(times[a][-1] / times[b][-1])
    low, middle, high = quantiles(ratios[1:], n=4)
    return dict(ratio=round(middle, 3), quartiles=[round(low, 3), round(high, 3)], ms=[round(1e3 * median(times[f][1:]), 3) for f in (a, b)])


def main(root, out):
    data, found = open_dataset('surreal', root, 'train', length=600), {}
    records = [data.records[i] for i in range(len(data))]

    def least(n):
        image, (l, u, r, d) = read_frame(records[n].path, records[n].frame), records[n].box
        return F.interpolate(image[None, :, u:d + 1, l:r + 1], size=(256, 256), mode='bilinear', antialias=True)
    orders = dict(in_order=(list(range(len(data))), 20), shuffled=(np.random.default_rng(0).permutation(len(data)).tolist(), 4))
    with tempfile.TemporaryDirectory() as folder:
        stores = {}
        for encoding in ('jpeg', 'raw'):
            done = prepare(PrepareConfig('surreal', root, f'{folder}/{encoding}', length=len(data), encoding=encoding))
            stores[encoding] = Store(f'{folder}/{encoding}')
            found[f'{encoding}_bytes'] = done['bytes_per_picture']
        for name, (order, block) in orders.items():
            found[name] = dict(least_by_item=compared(least, data.__getitem__, order, block))
            for encoding, store in stores.items():
                found[name][f'item_by_{encoding}'] = compared(data.__getitem__, store.__getitem__, order, block)
    about = dict(what='ratio = time of the first / time of the second; ms = each of them', frames=len(data), cores=os.cpu_count(),
                 load=round(os.getloadavg()[0], 1), versions=dict(torch=torch.__version__, av=import_av().__version__))
    Path(out).write_text(json.dumps(about | found, indent=1) + '\n')


if __name__ == '__main__': main(*sys.argv[1:])
