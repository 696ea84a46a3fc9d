"""python two_cores.py ROUNDS OUT.json

The comparison of blocks.py with both cores at work: two loader processes read batches of twelve pictures, once by the least that any
loader has to do, once by the reader, in turn, by the wall clock."""
import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import torch
from blocks import BLOCK, data_sets, least
from torch.utils.data import DataLoader, Dataset

from sfdahpe.runs import commit, hardware, versions

PICTURES = 600      # of one round; the few of a tree come again and again


class Reads(Dataset):
    "Pictures by a function of their places."
    def __init__(self, read, count): self.read, self.count = read, count
    def __len__(self): return PICTURES
    def __getitems__(self, places): return self.read([place % self.count for place in places])


def loader(read, count): return DataLoader(Reads(read, count), BLOCK, num_workers=2, persistent_workers=True, collate_fn=torch.stack)


def seconds(batches):
    began = perf_counter()
    for _ in batches: pass
    return perf_counter() - began


def measured(data, rounds):
    "Time of the least / time of the reader: median and quartiles of pairs of rounds, and pictures a second of the reader."
    both = [loader(least(data), len(data)), loader(lambda rows: [item['image'] for item in data.__getitems__(rows)], len(data))]
    pairs = []
    for n in range(rounds + 1):
        times = {k: seconds(both[k]) for k in ((0, 1) if n % 2 else (1, 0))}
        pairs.append((times[0] / times[1], PICTURES / times[1]))
    ratios = [ratio for ratio, _ in pairs[1:]]      # in the first round the processes start
    low, middle, high = quantiles(ratios, n=4)
    return dict(ratio=round(middle, 3), quartiles=[round(low, 3), round(high, 3)], pictures_per_second=round(median(rate for _, rate in pairs[1:])))


if __name__ == '__main__':
    rounds, out, made = int(sys.argv[1]), Path(sys.argv[2]), dict(hardware=hardware(), versions=versions(), commit=commit())
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for row, data in data_sets(Path(folder)).items():
            found[row] = measured(data, rounds)
            print(row, found[row], flush=True)
    about = dict(what='two loader processes: time of the least that any loader has to do (read, decode, crop, resize to 256 x 256, bars) / time of the reader; '
                      'median and quartiles of pairs of rounds', rounds=rounds, pictures=PICTURES, load=round(os.getloadavg()[0], 1))
    out.write_text(json.dumps(about | made | dict(readers=found), indent=1) + '\n')
