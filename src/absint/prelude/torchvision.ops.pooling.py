"""The poolings of regions in torchvision.ops: from a feature map and K boxes to K windows."""
import torch
from torch import nn


def _number(boxes):
    """How many boxes a tensor (K, 5) or a list of tensors (L, 4) holds."""
    if isinstance(boxes, (list, tuple)):
        for one in boxes:
            if one.size(1) != 4:
                raise AssertionError('The shape of the tensor in the boxes list is not correct as List[Tensor[L, 4]].')
        return sum([one.shape[0] for one in boxes])
    if boxes.size(1) != 5:
        raise AssertionError('The boxes tensor shape is not correct as Tensor[K, 5]')
    return boxes.shape[0]


def _windows(input, boxes, output_size, channels):
    size = tuple(output_size) if isinstance(output_size, (tuple, list)) else (output_size, output_size)
    return input.new_empty((_number(boxes), channels) + size)


def roi_align(input, boxes, output_size, spatial_scale=1.0, sampling_ratio=-1, aligned=False):
    return _windows(input, boxes, output_size, input.shape[1])


def roi_pool(input, boxes, output_size, spatial_scale=1.0):
    return _windows(input, boxes, output_size, input.shape[1])


def ps_roi_align(input, boxes, output_size, spatial_scale=1.0, sampling_ratio=-1):
    size = output_size if isinstance(output_size, (tuple, list)) else (output_size, output_size)
    if input.shape[1] % (size[0] * size[1]) != 0:
        raise RuntimeError('input channels must be a multiple of pooling height * pooling width')
    return _windows(input, boxes, output_size, input.shape[1] // (size[0] * size[1]))


def ps_roi_pool(input, boxes, output_size, spatial_scale=1.0):
    return ps_roi_align(input, boxes, output_size)


class RoIAlign(nn.Module):
    def __init__(self, output_size, spatial_scale, sampling_ratio, aligned=False):
        super().__init__()
        self.output_size = output_size
        self.spatial_scale = spatial_scale
        self.sampling_ratio = sampling_ratio
        self.aligned = aligned

    def forward(self, input, rois):
        return roi_align(input, rois, self.output_size)


class RoIPool(nn.Module):
    def __init__(self, output_size, spatial_scale):
        super().__init__()
        self.output_size = output_size
        self.spatial_scale = spatial_scale

    def forward(self, input, rois):
        return roi_pool(input, rois, self.output_size)


class PSRoIAlign(RoIAlign):
    def __init__(self, output_size, spatial_scale, sampling_ratio):
        super().__init__(output_size, spatial_scale, sampling_ratio)

    def forward(self, input, rois):
        return ps_roi_align(input, rois, self.output_size)


class PSRoIPool(RoIPool):
    def forward(self, input, rois):
        return ps_roi_pool(input, rois, self.output_size)


class MultiScaleRoIAlign(nn.Module):
    def __init__(self, featmap_names, output_size, sampling_ratio, *, canonical_scale=224, canonical_level=4):
        super().__init__()
        if isinstance(output_size, int):
            output_size = (output_size, output_size)
        self.featmap_names = featmap_names
        self.sampling_ratio = sampling_ratio
        self.output_size = tuple(output_size)

    def forward(self, x, boxes, image_shapes):
        features = [feature for name, feature in x.items() if name in self.featmap_names]
        return roi_align(features[0], boxes, self.output_size)
