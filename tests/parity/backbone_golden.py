"""Makes tests/golden/backbone: a small network as TorchScript, and its features of two images.

    python tests/parity/backbone_golden.py

The network is saved in training mode with batch statistics that evaluation mode must not use. Its forward returns two
layers of different size and a vector; its method middle the second layer alone.
"""

import io
import zipfile

import torch

import golden

SIZE, COUNT = 16, 2
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
GRIDS = [1, 3, 8]


class Layers(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Conv2d(3, 4, 3, stride=2, padding=1)
        self.norm = torch.nn.BatchNorm2d(4)
        self.second = torch.nn.Conv2d(4, 6, 3, stride=2, padding=1)

    def forward(self, x):
        fine = torch.relu(self.norm(self.first(x)))
        coarse = torch.relu(self.second(fine))
        return fine, coarse, coarse.mean(dim=(2, 3))

    @torch.jit.export
    def middle(self, x):
        return torch.relu(self.second(torch.relu(self.norm(self.first(x)))))


def network():
    layers = Layers()
    state = {name: torch.from_numpy(golden.weight(name, tuple(v.shape))) if v.dim() else v
             for name, v in layers.state_dict().items()}
    state["norm.running_var"] = 1 + state["norm.running_var"].abs()
    layers.load_state_dict(state)
    return layers


def save(script, path):
    """torch.jit.save's file without its debugging records, which name source files of the machine that made it."""
    buffer = io.BytesIO()
    torch.jit.save(script, buffer)
    with zipfile.ZipFile(buffer) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as target:
        for entry in source.infolist():
            if not entry.filename.endswith(".debug_pkl"):
                target.writestr(zipfile.ZipInfo(entry.filename), source.read(entry))


def images():
    """Image i, flat index k: sin(0.37 ((i * 768 + k) mod 1009))."""
    index = torch.arange(COUNT * 3 * SIZE * SIZE, dtype=torch.float64) % 1009
    return torch.sin(0.37 * index).float().reshape(COUNT, 3, SIZE, SIZE)


def on_grid(maps, grid):
    cells = []
    for values in maps:
        values = values if values.dim() == 4 else values[:, :, None, None]
        cells.append(torch.nn.functional.adaptive_avg_pool2d(values, grid) if values.shape[2] >= grid
                     else torch.nn.functional.interpolate(values, size=(grid, grid), mode="bilinear"))
    return torch.cat(cells, 1).flatten(2).transpose(1, 2)


def main():
    folder = golden.GOLDEN / "backbone"
    folder.mkdir(parents=True, exist_ok=True)
    layers = network()
    save(torch.jit.script(layers), folder / "layers.pt")
    layers.eval()
    normalised = (images() / 2 + 0.5 - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)
    with torch.no_grad():
        maps = {"forward": layers(normalised), "middle": [layers.middle(normalised)]}
    golden.write(folder / "features.json", {
        "made_with": golden.versions("torch", "numpy"), "image_size": SIZE, "count": COUNT, "mean": MEAN, "std": STD,
        "cases": {f"{method}_{grid}": {"method": method, "grid": grid, "channels": cells.shape[2],
                                       "values": [golden.number(v) for v in cells.flatten().tolist()]}
                  for method, outputs in maps.items() for grid in GRIDS for cells in [on_grid(outputs, grid)]}})


if __name__ == "__main__":
    main()
