"""python stores.py PAIRS OUT.json

How many times as fast a prepared store is read as the originals, for both encodings, and which of them `encoding='auto'` takes. The
data sets are those of blocks.py; both are read in blocks of twelve, in turn, in processor time of this thread."""
import json
import os
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
from blocks import compared, data_sets

from sfdahpe.datasets import Store, shard_name
from sfdahpe.prepare import choose_encoding, some_of, trial
from sfdahpe.runs import commit, hardware, versions
from sfdahpe.store import ENCODINGS, PrepareConfig, finish_store, settings_of, write_shard


def stored(data, encoding, folder):
    "A store of a whole data set."
    settings = settings_of(PrepareConfig(encoding=encoding, shard_size=len(data)))
    folder.mkdir(); write_shard(data, folder, settings, 0)
    finish_store(folder, settings | dict(count=len(data), labelled=data.labelled, skeleton=data.skeleton.name if data.skeleton else None))
    return Store(folder)


def bytes_alone(store):
    "Read the bytes of raw pictures into new memory: what no reader of such a store can do without."
    shard, places = os.open(store.root/shard_name(0), os.O_RDONLY), store.arrays['places'].tolist()

    def one(n):
        data = torch.empty(places[n][1], dtype=torch.uint8)
        os.preadv(shard, [data.numpy()], places[n][0])
        return data
    return lambda rows: [one(n) for n in rows]


def measured(data, order, pairs, folder):
    "Per encoding: bytes, the gain over pairs of blocks, and what the trial of `prepare` says; and the choice."
    trials = {kind: trial(some_of(data), settings_of(PrepareConfig()), kind) for kind in ENCODINGS}
    found = dict(auto=choose_encoding(trials, len(data), 10**12))
    for kind in ENCODINGS:
        store = stored(data, kind, folder/kind)
        gain = compared(data.__getitems__, store.__getitems__, order, pairs)
        found[kind] = dict(bytes=round(trials[kind]['bytes']), faster=gain['ratio'], quartiles=gain['quartiles'], item_ms=gain['item_ms'],
                           in_the_trial=round(trials[kind]['faster'], 2))
    floor = compared(data.__getitems__, bytes_alone(store), order, pairs)       # of the last one, the raw one
    return found | dict(bytes_alone=dict(faster=floor['ratio'], quartiles=floor['quartiles'], item_ms=floor['item_ms']))


if __name__ == '__main__':
    pairs, out, found, made = int(sys.argv[1]), Path(sys.argv[2]), {}, dict(hardware=hardware(), versions=versions(), commit=commit())
    with tempfile.TemporaryDirectory() as folder:
        for n, (row, data) in enumerate(data_sets(Path(folder)).items()):
            (Path(folder)/f'stores-{n}').mkdir()
            films = 'films' in row
            order = np.random.default_rng(0).permutation(len(data)).tolist() if films else range(len(data))
            row = 'surreal (films, shuffled)' if films else row
            found[row] = measured(data, order, pairs // 4 if films else pairs, Path(folder)/f'stores-{n}')
            print(row, found[row], flush=True)
    about = dict(what='time of an original / time of the same item in a store, 256 x 256; median and quartiles of pairs of blocks; '
                      'bytes_alone: the same for nothing but reading the bytes of raw pictures into new memory', pairs=pairs,
                 load=round(os.getloadavg()[0], 1))
    out.write_text(json.dumps(about | made | dict(stores=found), indent=1) + '\n')
