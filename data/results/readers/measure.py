"""python measure.py PAIRS OUT.json

Each reader through its real data set object against the least that any loader has to do, on tiny trees; JSON with medians and quartiles."""
import json, sys, tempfile, io
from pathlib import Path
from statistics import median, quantiles
from time import thread_time
import numpy as np, torch, torch.nn.functional as F
from PIL import Image
torch.set_num_threads(1)
from torchvision.io import decode_image, ImageReadMode
from sfdahpe.datasets import open_dataset
from sfdahpe.hands import write_rhd, write_freihand, write_h3d
from sfdahpe.surreal import write_surreal, write_surreal_repack
from sfdahpe.human36m import write_human36m
from sfdahpe.bodies import write_lsp
from sfdahpe.coco import write_coco
home = Path(tempfile.mkdtemp())

def natural(root):
    "Replace every picture by one of the same size with the detail of a photograph (drawn scenes compress better and decode faster)."
    g = np.random.default_rng(0)
    for path in sorted(root.rglob('*')):
        if path.suffix not in ('.jpg', '.png') or 'mask' in path.parts or 'depth' in path.parts: continue
        image = Image.open(path); w, h = image.size
        noise = g.integers(-28, 28, (h, w, 1)) ; soft = np.asarray(Image.fromarray(g.integers(0, 60, (h // 8 + 1, w // 8 + 1, 3), dtype=np.uint8)).resize((w, h), Image.BICUBIC)).astype(int)
        both = (np.asarray(image.convert('RGB')).astype(int) * 3 // 4 + soft + noise // 4).clip(0, 255).astype(np.uint8)
        Image.fromarray(both).save(path, **({'quality': 90} if path.suffix == '.jpg' else {}))

def sizes(data):
    with Image.open(data.records[0].path) as image: return f'{image.format} {image.width} x {image.height}'

def least(dataset, bars):
    "Read the bytes, decode, slice, resize; with the bars if wanted."
    from sfdahpe.records import fit
    jobs = []
    for i in range(len(dataset)):
        r = dataset.records[i]
        with Image.open(r.path) as im: w, h = im.size
        l, u, a, b = r.box or (0, 0, w - 1, h - 1)
        side = 256 / max(a - l + 1, b - u + 1)
        inner = (max(1, round((a - l + 1) * side)), max(1, round((b - u + 1) * side)))
        jobs.append((r.path, l, u, a + 1, b + 1, inner, ((256 - inner[0]) // 2, 256 - inner[0] - (256 - inner[0]) // 2, (256 - inner[1]) // 2, 256 - inner[1] - (256 - inner[1]) // 2)))
    def one(n):
        path, l, u, a, b, inner, pad = jobs[n]
        image = decode_image(torch.frombuffer(bytearray(path.read_bytes()), dtype=torch.uint8), ImageReadMode.RGB)
        image = F.interpolate(image[None, :, u:b, l:a], size=inner[::-1], mode='bilinear', antialias=True)[0]
        return F.pad(image, pad) if bars and any(pad) else image
    return one

def paired(a, b, count, rounds):
    ratios, own = [], []
    for n in range(rounds + 10):
        i = n % count
        first, second = (a, b) if n % 2 else (b, a)
        t0 = thread_time(); first(i); t1 = thread_time(); second(i); t2 = thread_time()
        ta, tb = (t1 - t0, t2 - t1) if n % 2 else (t2 - t1, t1 - t0)
        ratios.append(ta / tb); own.append(tb)
    q = quantiles(ratios[10:], n=4)
    return round(q[1], 3), [round(q[0], 3), round(q[2], 3)], round(1e3 * median(own[10:]), 3)

write_rhd(home/'rhd', training=7); write_freihand(home/'freihand', frames=6); write_h3d(home/'h3d', 12)
write_surreal_repack(home/'repack') ; write_human36m(home/'human36m', (9, 11)); write_lsp(home/'lsp', 12); write_coco(home/'coco', 'train', 6)
write_lsp(home/'lsp-original', 6, scale=3.5)
(home/'folder').mkdir()
for n in range(8): Image.fromarray(np.random.default_rng(n).integers(0, 256, (60, 80, 3), dtype=np.uint8)).resize((640, 480), Image.BICUBIC).save(home/'folder'/f'{n}.jpg', quality=90)
natural(home)
def enlarge(data, side):
    "Pictures of the real set's size, with their boxes: the tiny tree's are smaller."
    from dataclasses import replace
    columns = data.records; factor = None
    for path in {columns[i].path for i in range(len(columns))}:
        image = Image.open(path); factor = side / image.width
        image.resize((side, round(image.height * factor)), Image.BICUBIC).save(path, quality=90)
    boxes = columns.boxes * factor // 1
    boxes[:, 2:] = boxes[:, :2] + (boxes[:, 2:] - boxes[:, :2]).min(1, keepdims=True)
    data.records = replace(columns, xy=columns.xy * np.float32(factor), boxes=boxes.clip(0, side - 1).astype(int))

sets = {'rhd': ('rhd', 'rhd', 'all', {}), 'freihand': ('freihand', 'freihand', 'all', {}), 'h3d (re-pack)': ('h3d', 'h3d', 'all', {'task': 'all'}),
        'surreal (re-pack)': ('surreal', 'repack', 'train', {}), 'human36m': ('human36m', 'human36m', 'test-all', {}), 'lsp': ('lsp', 'lsp', 'all', {}),
        'lsp, edge': ('lsp', 'lsp', 'all', {'bars': 'edge'}), 'lsp_original': ('lsp', 'lsp-original', 'all', {}), 'coco': ('coco', 'coco', 'train', {}),
        'folder 640 x 480': ('folder', 'folder', 'all', {})}
found = {}
write_surreal(home/'surreal')
def film():
    from sfdahpe.video import read_frame
    data = open_dataset('surreal', home/'surreal', 'train')
    g = np.random.default_rng(0)
    def raw(n):
        r = boxes[n]
        image = read_frame(r.path, r.frame); l, u, a, b = r.box
        return F.interpolate(image[None, :, u:b + 1, l:a + 1], size=(256, 256), mode='bilinear', antialias=True)
    boxes = [data.records[i] for i in range(len(data))]
    ratios, own = [], []
    for block in range(12):
        rows = g.integers(0, len(data), 16).tolist(); marks = []
        for f in ((raw, data.__getitem__) if block % 2 else (data.__getitem__, raw)):
            t = thread_time(); [f(n) for n in rows]; marks.append(thread_time() - t)
        a, b = marks if block % 2 else marks[::-1]
        ratios.append(a / b); own.append(b / 16)
    q = quantiles(ratios[2:], n=4)
    return dict(ratio=round(q[1], 3), quartiles=[round(q[0], 3), round(q[2], 3)], with_bars=None, item_ms=round(1e3 * median(own[2:]), 3), items=len(data))
found['surreal (films)'] = film(); print('film', found['surreal (films)'], flush=True)
for label, (name, root, split, options) in sets.items():
    data = open_dataset(name, home/root, split, **options)
    if name == 'human36m': enlarge(data, 1000)
    rounds = int(sys.argv[1])
    q, iqr, ms = paired(least(data, False), data.__getitem__, len(data), rounds)
    q2, iqr2, _ = paired(least(data, True), data.__getitem__, len(data), rounds)
    found[label] = dict(picture=sizes(data), ratio=q, quartiles=iqr, with_bars=q2, with_bars_quartiles=iqr2, item_ms=ms, items=len(data))
    print(label, found[label], flush=True)
Path(sys.argv[2]).write_text(json.dumps(found, indent=1))
