"""python blocks.py PAIRS OUT.json [ROW]

What each reader delivers of what decoding alone would allow. Both are timed in blocks of twelve items, as a loader asks for them, in
turn, in processor time of this thread: other work on the machine counts only as far as it takes caches away. The trees are the tiny
ones of the readers' notebooks, with the detail of photographs added; where SFDAHPE_DATA names a folder with lsp/, the real LSP, too."""
import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median, quantiles
from time import thread_time

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torchvision.io import ImageReadMode, decode_image

from sfdahpe.bodies import write_lsp
from sfdahpe.coco import write_coco
from sfdahpe.datasets import open_dataset
from sfdahpe.hands import write_freihand, write_h3d, write_rhd
from sfdahpe.human36m import write_human36m
from sfdahpe.records import add_bars
from sfdahpe.runs import commit, hardware, versions
from sfdahpe.surreal import write_surreal, write_surreal_repack
from sfdahpe.video import read_frame

torch.set_num_threads(1)
SIDE, BLOCK = 256, 12       # pixels of an item; items that are timed together


def natural(root, seed=0):
    "Give every picture the detail of a photograph: drawn scenes compress better and decode faster."
    g = np.random.default_rng(seed)
    for path in sorted(root.rglob('*')):
        if path.suffix not in ('.jpg', '.png') or {'mask', 'depth'} & set(path.parts): continue
        image = Image.open(path).convert('RGB'); w, h = image.size
        patches = Image.fromarray(g.integers(0, 60, (h // 8 + 1, w // 8 + 1, 3), dtype=np.uint8)).resize((w, h), Image.BICUBIC)
        mixed = np.asarray(image).astype(int) * 3 // 4 + np.asarray(patches) + g.integers(-7, 7, (h, w, 1))
        Image.fromarray(mixed.clip(0, 255).astype(np.uint8)).save(path, **({'quality': 90} if path.suffix == '.jpg' else {}))


def enlarge(data, side):
    "Pictures and crops of the real set's size; the tiny tree's are smaller."
    columns, factor = data.records, 0
    for path in {columns[i].path for i in range(len(columns))}:
        image = Image.open(path); factor = side / image.width
        image.resize((side, round(image.height * factor)), Image.BICUBIC).save(path, quality=90)
    boxes = columns.boxes * factor // 1
    boxes[:, 2:] = boxes[:, :2] + (boxes[:, 2:] - boxes[:, :2]).min(1, keepdims=True)
    data.records = replace(columns, xy=columns.xy * np.float32(factor), boxes=boxes.clip(0, side - 1).astype(int), sizes=np.rint(columns.sizes * factor).astype(int))


def decoded(path, frame):
    "A JPEG by torchvision's public function, a PNG by PIL; a frame of a film by PyAV, from the last key frame on, the place kept."
    if frame is not None: return read_frame(path, frame)
    if path.suffix == '.png': return torch.from_numpy(np.array(Image.open(path).convert('RGB'))).permute(2, 0, 1)
    return decode_image(torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.uint8), ImageReadMode.RGB)


def least(data, bars=True):
    "Read the bytes, decode, slice the crop, resize; bars around what is not square. Nothing is checked, flipped, looked up or moved."
    jobs = []
    for i in range(len(data)):
        record = data.records[i]
        h, w = decoded(record.path, record.frame).shape[-2:]
        l, u, r, d = record.box or (0, 0, w - 1, h - 1)
        scale = SIDE / max(r - l + 1, d - u + 1)
        inner = round((d - u + 1) * scale), round((r - l + 1) * scale)
        corner = None if inner == (SIDE, SIDE) or not bars else ((SIDE - inner[1]) // 2, (SIDE - inner[0]) // 2)
        jobs.append((record.path, record.frame, slice(u, d + 1), slice(l, r + 1), inner, corner))

    def one(n):
        path, frame, rows, columns, inner, corner = jobs[n]
        image = F.interpolate(decoded(path, frame)[None, :, rows, columns], size=inner, mode='bilinear', antialias=True)[0]
        return image if corner is None else add_bars(image, (SIDE, SIDE), *corner, data.bars)
    return lambda rows: [one(n) for n in rows]


def compared(a, b, order, pairs):
    "Time of a / time of b: median and quartiles over pairs of blocks, in turn; and milliseconds of an item of b."
    ratios, own = [], []
    for n in range(pairs + 5):
        rows, times = [order[k % len(order)] for k in range(n * BLOCK, (n + 1) * BLOCK)], {}
        for f in ((a, b) if n % 2 else (b, a)):
            f(rows[:1])                 # not timed: both begin at the same place of a film
            began = thread_time(); f(rows); times[f] = thread_time() - began
        ratios.append(times[a] / times[b]); own.append(times[b] / BLOCK)
    low, middle, high = quantiles(ratios[5:], n=4)
    return dict(ratio=round(middle, 3), quartiles=[round(low, 3), round(high, 3)], item_ms=round(1e3 * median(own[5:]), 3))


def data_sets(home):
    "name of the row -> data set"
    write_rhd(home/'rhd', training=12); write_freihand(home/'freihand', frames=6); write_h3d(home/'h3d', 12)
    write_surreal_repack(home/'repack'); write_human36m(home/'human36m', (9, 11)); write_coco(home/'coco', 'train', 6)
    write_lsp(home/'lsp', 12); write_lsp(home/'original', 6, scale=3.5)
    write_surreal(home/'surreal', [('train', 0, '01_01', (100, 100, 100))])
    (home/'folder').mkdir(); g = np.random.default_rng(0)
    for n in range(8):
        Image.fromarray(g.integers(0, 256, (60, 80, 3), dtype=np.uint8)).resize((640, 480), Image.BICUBIC).save(home/'folder'/f'{n}.jpg')
    natural(home)
    sets = {'rhd': open_dataset('rhd', home/'rhd', 'all'), 'freihand': open_dataset('freihand', home/'freihand', 'all'),
            'h3d (re-pack)': open_dataset('h3d', home/'h3d', 'all', task='all'),
            'surreal (films, in order)': open_dataset('surreal', home/'surreal', 'train'),
            'surreal (re-pack)': open_dataset('surreal', home/'repack', 'train'),
            'human36m': open_dataset('human36m', home/'human36m', 'test-all'),
            'lsp, black bars': open_dataset('lsp', home/'lsp', 'all', bars='black'), 'lsp, edge bars': open_dataset('lsp', home/'lsp', 'all'),
            'lsp_original': open_dataset('lsp', home/'original', 'all'), 'coco': open_dataset('coco', home/'coco', 'train'),
            'folder': open_dataset('folder', home/'folder')}
    enlarge(sets['human36m'], 1000)
    real = Path(os.environ.get('SFDAHPE_DATA', '-'))/'lsp'
    return sets | ({'lsp, the real one': open_dataset('lsp', real, 'all')} if real.is_dir() else {})


def measured(data, order, pairs):
    "Batches against the least; items one by one against it; and batches against the least without bars, where there are some."
    found = dict(batch=compared(least(data), data.__getitems__, order, pairs),
                 one_by_one=compared(least(data), lambda rows: [data[n] for n in rows], order, pairs))
    bars = any(r != d for r, d in (decoded(x.path, x.frame).shape[-2:] for x in map(data.records.__getitem__, order[:1]) if x.box is None))
    return found | (dict(batch_bars_not_counted=compared(least(data, False), data.__getitems__, order, pairs)) if bars else {})


if __name__ == '__main__':
    pairs, out, found, made = int(sys.argv[1]), Path(sys.argv[2]), {}, dict(hardware=hardware(), versions=versions(), commit=commit())
    with tempfile.TemporaryDirectory() as folder:
        for row, data in data_sets(Path(folder)).items():
            if row not in (sys.argv[3:] or [row]): continue
            found[row] = measured(data, range(len(data)), pairs)
            print(row, found[row], flush=True)
            if 'films' not in row: continue
            found['surreal (films, shuffled)'] = measured(data, np.random.default_rng(0).permutation(len(data)).tolist(), pairs // 4)
            print('shuffled', found['surreal (films, shuffled)'], flush=True)
    about = dict(what='time of the least that any loader has to do (read, decode, crop, resize to 256 x 256, bars where an item has them) / '
                      'time of an item; median and quartiles of pairs of blocks', pairs=pairs, block=BLOCK,
                 load=round(os.getloadavg()[0], 1))
    out.write_text(json.dumps(about | made | dict(readers=found), indent=1) + '\n')
