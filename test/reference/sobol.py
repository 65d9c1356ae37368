"""Points of the Sobol sequence by scipy, all 64 dimensions of some of the first 4,096: python3 sobol.py > sobol.json"""
import json

import scipy
from scipy.stats import qmc

rows = [0, 1, 2, 3, 4, 5, 6, 7, 1000, 2047, 4095]
points = qmc.Sobol(64, scramble=False, bits=32).random(4096)
print(json.dumps({"scipy": scipy.__version__, "points": {str(n): points[n].tolist() for n in rows}}))
