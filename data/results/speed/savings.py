"""python savings.py : what 16 bits, reuse_maps and cache_features do to PCK; run folders under runs/savings/NAME/seed-N."""
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest.mock import patch

from sfdahpe import adapt
from sfdahpe.adapt import AdaptConfig, Method

plain = AdaptConfig(source='hand-source-small', target='hand-wild', length=2048, iterations=100, device='cpu', precision='float32')
alike, fixed = replace(plain, method=Method(teacher_statistics='batch_only')), replace(plain, method=Method(source_statistics='running'))
CONFIGS = {'default': plain, 'bfloat16': replace(plain, precision='bfloat16'), 'maps-computed': alike, 'maps-reused': replace(alike, reuse_maps=True),
           'features-computed': fixed, 'features-cached': replace(fixed, cache_features=True)}

@cache
def opened(*where, real=adapt.open_dataset, **options): return real(*where, **options)      # all runs share the pictures once they are drawn

if __name__ == '__main__':
    with patch.object(adapt, 'open_dataset', opened):
        for seed in (1, 2, 3):
            for name, config in CONFIGS.items():
                result = adapt.adapt(replace(config, seed=seed, out=str(Path('runs/savings') / name / f'seed-{seed}')))
                print(name, seed, {when: round(100 * result[when]['all'], 2) for when in ('before', 'after')}, result['seconds'], flush=True)
