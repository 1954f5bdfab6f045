import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    """The size behind the convolutions is found by running them once."""

    def __init__(self, input_shape=(3, 96, 96), n_classes=10):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 5, stride=2)
        self.conv2 = nn.Conv2d(16, 32, 5, stride=2)
        self.pool = nn.MaxPool2d(2)
        n_size = self._get_conv_output(input_shape)
        self.fc1 = nn.Linear(n_size, 50)
        self.fc2 = nn.Linear(50, n_classes)

    def _get_conv_output(self, shape):
        with torch.no_grad():
            input = torch.rand(1, *shape)
            output_feat = self._forward_features(input)
            n_size = output_feat.data.view(1, -1).size(1)
        return n_size

    def _forward_features(self, x):
        x = F.relu(self.pool(self.conv1(x)))
        x = F.relu(self.pool(self.conv2(x)))
        return x

    def forward(self, x):
        x = self._forward_features(x)
        x = x.view(x.size(0), -1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)
