import torch
import torch.nn as nn
import torch.nn.functional as F


class CausalConv1d(nn.Conv1d):
    def __init__(self, in_channels, out_channels, kernel_size=2, dilation=1, bias=True):
        self.__padding = (kernel_size - 1) * dilation
        super().__init__(in_channels, out_channels, kernel_size=kernel_size, stride=1, padding=self.__padding,
                         dilation=dilation, bias=bias)

    def forward(self, input):
        result = super().forward(input)
        if self.__padding != 0:
            return result[:, :, :-self.__padding]
        return result


class ResidualBlock(nn.Module):
    def __init__(self, res_channels, skip_channels, dilation):
        super().__init__()
        self.dilated = CausalConv1d(res_channels, 2 * res_channels, dilation=dilation)
        self.conv_res = nn.Conv1d(res_channels, res_channels, 1)
        self.conv_skip = nn.Conv1d(res_channels, skip_channels, 1)

    def forward(self, x, skip_size):
        output = self.dilated(x)
        # PixelCNN gate
        gate, filtered = torch.split(output, output.size(1) // 2, dim=1)
        gated = torch.tanh(filtered) * torch.sigmoid(gate)
        output = self.conv_res(gated)
        output += x[:, :, -output.size(2):]
        skip = self.conv_skip(gated)
        skip = skip[:, :, -skip_size:]
        return output, skip


class WaveNet(nn.Module):
    def __init__(self, layer_size=4, stack_size=2, in_channels=64, res_channels=32):
        super().__init__()
        self.layer_size = layer_size
        self.stack_size = stack_size
        self.receptive_fields = int(sum([2 ** i for i in range(0, layer_size)] * stack_size))
        self.causal = CausalConv1d(in_channels, res_channels)
        dilations = [2 ** i for _ in range(stack_size) for i in range(layer_size)]
        self.res_stack = nn.ModuleList(ResidualBlock(res_channels, in_channels, d) for d in dilations)
        self.densenet = nn.Sequential(nn.ReLU(), nn.Conv1d(in_channels, in_channels, 1),
                                      nn.ReLU(), nn.Conv1d(in_channels, in_channels, 1), nn.Softmax(dim=1))

    def calc_output_size(self, x):
        output_size = int(x.size(2)) - self.receptive_fields
        if output_size < 1:
            raise ValueError('Input size has to be larger than receptive fields')
        return output_size

    def forward(self, x):
        # x: Tensor[batch, timestep, channels]
        output = x.transpose(1, 2)
        output_size = self.calc_output_size(output)
        output = self.causal(output)
        skips = []
        for block in self.res_stack:
            output, skip = block(output, output_size)
            skips.append(skip)
        output = torch.sum(torch.stack(skips), dim=0)
        output = self.densenet(output)
        return output.transpose(1, 2).contiguous()
