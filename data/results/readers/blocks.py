"""python blocks.py PAIRS OUT.json

As measure.py, but in blocks of twelve items, as a loader asks for them, and for the small pictures only, where it matters; where
SFDAHPE_DATA names a folder with lsp/, the real LSP, too."""
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
import torchvision
from PIL import Image
from torchvision.io import ImageReadMode, decode_image

from sfdahpe.bodies import write_lsp
from sfdahpe.coco import write_coco
from sfdahpe.datasets import open_dataset
from sfdahpe.hands import write_freihand, write_h3d
from sfdahpe.records import add_bars
from sfdahpe.surreal import write_surreal_repack

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


def least(data, bars):
    "Read the bytes, decode them by torchvision's public function, slice the crop, resize; if wanted, with bars. Nothing is checked."
    jobs = []
    for i in range(len(data)):
        record = data.records[i]
        with Image.open(record.path) as image: w, h = image.size
        l, u, r, d = record.box or (0, 0, w - 1, h - 1)
        scale = SIDE / max(r - l + 1, d - u + 1)
        inner = round((d - u + 1) * scale), round((r - l + 1) * scale)
        corner = None if inner == (SIDE, SIDE) or not bars else ((SIDE - inner[1]) // 2, (SIDE - inner[0]) // 2)
        jobs.append((record.path, slice(u, d + 1), slice(l, r + 1), inner, corner))

    def one(n):
        path, rows, columns, inner, corner = jobs[n]
        image = decode_image(torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.uint8), ImageReadMode.RGB)
        image = F.interpolate(image[None, :, rows, columns], size=inner, mode='bilinear', antialias=True)[0]
        return image if corner is None else add_bars(image, (SIDE, SIDE), *corner, data.bars)
    return one


def compared(a, b, order, pairs, block=1):
    "Time of a / time of b: median and quartiles over pairs of blocks, in turn; and milliseconds of one b."
    ratios, own = [], []
    for n in range(pairs + 5):
        rows = [order[k % len(order)] for k in range(n * block, (n + 1) * block)]
        times = {}
        for f in ((a, b) if n % 2 else (b, a)):
            began = thread_time()
            for row in rows: f(row)
            times[f] = thread_time() - began
        ratios.append(times[a] / times[b]); own.append(times[b] / block)
    low, middle, high = quantiles(ratios[5:], n=4)
    return dict(ratio=round(middle, 3), quartiles=[round(low, 3), round(high, 3)]), round(1e3 * median(own[5:]), 3)


def trees(home):
    "name of the row -> (data set, root, split, options)"
    write_freihand(home/'freihand', frames=6); write_h3d(home/'h3d', 12)
    write_surreal_repack(home/'repack'); write_lsp(home/'lsp', 12); write_coco(home/'coco', 'train', 6)
    natural(home)
    rows = {'freihand': ('freihand', 'freihand', 'all', {}),
            'h3d (re-pack)': ('h3d', 'h3d', 'all', {'task': 'all'}), 'surreal (re-pack)': ('surreal', 'repack', 'train', {}),
            'lsp': ('lsp', 'lsp', 'all', {}),
            'coco': ('coco', 'coco', 'train', {})}
    rows = {row: (name, home/root, split, options) for row, (name, root, split, options) in rows.items()}
    real = Path(os.environ.get('SFDAHPE_DATA', '-'))/'lsp'
    return rows | ({'lsp, the real one': ('lsp', real, 'all', {})} if real.is_dir() else {})


if __name__ == '__main__':
    pairs, out, found = int(sys.argv[1]), Path(sys.argv[2]), {}
    with tempfile.TemporaryDirectory() as folder:
        for row, (name, root, split, options) in trees(Path(folder)).items():
            data = open_dataset(name, root, split, **options)
            found[row] = {f'bars_{bars}': compared(least(data, bars), data.__getitem__, range(len(data)), pairs, BLOCK) for bars in (True, False)}
            print(row, found[row], flush=True)
    about = dict(what='time of the least that any loader has to do / time of an item, median and quartiles; milliseconds of an item',
                 pairs=pairs, block=BLOCK, cores=os.cpu_count(), load=round(os.getloadavg()[0], 1),
                 versions=dict(torch=torch.__version__, torchvision=torchvision.__version__))
    out.write_text(json.dumps(about | dict(readers=found), indent=1) + '\n')
