"""Images per second of SGD and SAM steps of a WideResNet in Python PyTorch, on random images.

The network, its initialisation and the optimisers are those of the Java side: pre-activation blocks, a 1 x 1 projection
at the head of each group, BatchNorm with momentum 0.1, SGD with momentum 0.9 and weight decay 5e-4, SAM with rho 0.05.

Usage: pytorch_ratio.py DEPTH WIDTH BATCH ROUNDS THREADS
"""

import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

WARM_UP_ROUNDS = 3


class Block(nn.Module):
    def __init__(self, inputs, outputs, opens_group, stride):
        super().__init__()
        self.norm1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.projection = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if opens_group else None

    def forward(self, x):
        activated = F.relu(self.norm1(x))
        out = self.conv2(F.relu(self.norm2(self.conv1(activated))))
        return out + (x if self.projection is None else self.projection(activated))


class WideResNet(nn.Sequential):
    def __init__(self, depth, width, classes=10):
        blocks, inputs = [], 16
        for group in range(3):
            outputs = 16 * width << group
            for i in range((depth - 4) // 6):
                blocks.append(Block(inputs, outputs, i == 0, 2 if i == 0 and group else 1))
                inputs = outputs
        super().__init__(
            nn.Conv2d(3, 16, 3, 1, 1, bias=False),
            *blocks,
            nn.BatchNorm2d(inputs),
            nn.ReLU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.Linear(inputs, classes),
        )


def sgd_step(model, optimizer, images, classes):
    optimizer.zero_grad(set_to_none=True)
    loss = F.cross_entropy(model(images), classes)
    loss.backward()
    optimizer.step()
    return loss


def freeze_statistics(model, frozen):
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.track_running_stats = not frozen


def sam_step(model, optimizer, images, classes, rho=0.05):
    optimizer.zero_grad(set_to_none=True)
    loss = F.cross_entropy(model(images), classes)
    loss.backward()
    parameters = [p for p in model.parameters() if p.grad is not None]
    with torch.no_grad():
        saved = [p.clone() for p in parameters]
        norm = torch.linalg.vector_norm(torch.stack(torch._foreach_norm([p.grad for p in parameters])))
        torch._foreach_add_(parameters, torch._foreach_mul([p.grad for p in parameters], rho / norm))
    optimizer.zero_grad(set_to_none=True)
    freeze_statistics(model, True)
    F.cross_entropy(model(images), classes).backward()
    freeze_statistics(model, False)
    with torch.no_grad():
        torch._foreach_copy_(parameters, saved)
    optimizer.step()
    return loss


def main():
    depth, width, batch, rounds, threads = map(int, sys.argv[1:])
    torch.set_num_threads(threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    name = torch.cuda.get_device_name() if device.type == "cuda" else f"cpu, {threads} threads"
    print(f"PyTorch {torch.__version__}, WRN-{depth}-{width}, batch {batch}, on {name}")
    images = torch.randn(batch, 3, 32, 32, device=device)
    classes = torch.randint(0, 10, (batch,), device=device)
    contenders = {}
    for label, step in (("SGD", sgd_step), ("SAM", sam_step)):
        model = WideResNet(depth, width).to(device).train()
        optimizer = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9, weight_decay=5e-4)
        contenders[label] = (step, model, optimizer, [])
    for turn in range(WARM_UP_ROUNDS + rounds):
        for step, model, optimizer, times in contenders.values():
            start = time.perf_counter()
            step(model, optimizer, images, classes).item()
            if turn >= WARM_UP_ROUNDS:
                times.append(time.perf_counter() - start)
    for label, (_, _, _, times) in contenders.items():
        print(f"{label:16s} {1000 * statistics.median(times):8.1f} ms a step, "
              f"{batch / statistics.median(times):8.1f} images/s")


if __name__ == "__main__":
    main()
