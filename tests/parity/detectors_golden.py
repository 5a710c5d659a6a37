"""Golden maps of PaDiM's and PatchCore's detectors from numpy, scipy and scikit-learn, for org.diffcont.detect.

    python tests/parity/detectors_golden.py

writes java/diffcont-detect/src/test/resources/detect/detectors.json. Needs numpy, scipy and scikit-learn.

PaDiM (Defard et al. 2021): a Gaussian at every location; ours takes the leading principal components of all
standardised channels in place of a random choice of channels, and shrinks each covariance towards the locations' mean.
PatchCore (Roth et al. 2022): the nearest member of a greedy coreset of all patches, standardised by channel.
"""
import json
from pathlib import Path

import numpy as np
from scipy.spatial.distance import cdist, mahalanobis
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import StandardScaler

OUT = Path(__file__).parents[2] / "java/diffcont-detect/src/test/resources/detect/detectors.json"
IMAGES, TESTED, LOCATIONS, CHANNELS, COMPONENTS, MEMBERS = 12, 5, 9, 6, 4, 21


def standardiser(rows):
    scaler = StandardScaler().fit(rows)
    scaler.scale_ = rows.std(0, ddof=1)  # scikit-learn divides by the number of rows
    return scaler


def padim(normal, tested):
    rows = normal.reshape(-1, CHANNELS)
    scaler = standardiser(rows)
    # The rows' mean is 0, so centring again changes nothing.
    pca = PCA(COMPONENTS).fit(scaler.transform(rows))

    def project(features):
        return pca.transform(scaler.transform(features.reshape(-1, CHANNELS))).reshape(-1, LOCATIONS, COMPONENTS)

    fitted, projected = project(normal), project(tested)
    covariances = np.stack([np.cov(fitted[:, place], rowvar=False) for place in range(LOCATIONS)])
    shrunk = (covariances * IMAGES + covariances.mean(0) * COMPONENTS) / (IMAGES + COMPONENTS)
    maps = np.empty(tested.shape[:2])
    for place in range(LOCATIONS):
        ridge = np.trace(shrunk[place]) / COMPONENTS * 0.01 * np.eye(COMPONENTS)
        inverse = np.linalg.inv(shrunk[place] + ridge)
        for image in range(len(tested)):
            maps[image, place] = mahalanobis(projected[image, place], fitted[:, place].mean(0), inverse) ** 2
    return maps


def patchcore(normal, tested):
    rows = normal.reshape(-1, CHANNELS)
    scaler = standardiser(rows)
    patches = scaler.transform(rows)
    members = [int(np.argmax(cdist(patches, np.zeros((1, CHANNELS)))))]
    while len(members) < MEMBERS:
        members.append(int(np.argmax(cdist(patches, patches[members]).min(1))))
    nearest = NearestNeighbors(n_neighbors=1).fit(patches[members])
    distances, _ = nearest.kneighbors(scaler.transform(tested.reshape(-1, CHANNELS)))
    return (distances ** 2).reshape(tested.shape[:2])


def main():
    draw = np.random.default_rng(7)
    mixing = draw.normal(size=(CHANNELS, CHANNELS))
    places = draw.normal(size=(LOCATIONS, CHANNELS))

    def features(count, spread):
        values = draw.normal(size=(count, LOCATIONS, CHANNELS)) @ mixing * spread + places
        return values.astype(np.float32).astype(float)

    normal, tested = features(IMAGES, 1), features(TESTED, 1.7)
    def detector(model, maps):
        return {"model": model, "maps": maps.ravel().tolist(), "scores": maps.max(1).tolist()}

    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps({
        "locations": LOCATIONS, "channels": CHANNELS,
        "normal": normal.ravel().tolist(), "tested": tested.ravel().tolist(),
        "detectors": [
            detector(f"location_mahalanobis:{COMPONENTS}", padim(normal, tested)),
            detector(f"patch_memory:{MEMBERS}", patchcore(normal, tested)),
        ]}, indent=1) + "\n")


if __name__ == "__main__":
    main()
