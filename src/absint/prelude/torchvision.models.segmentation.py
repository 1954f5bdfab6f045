"""torchvision.models.segmentation: FCN, DeepLab v3 and LR-ASPP."""
from collections import OrderedDict

import torch
import torch.nn.functional as F
from torch import nn
from torchvision.models._api import _weights_of
from torchvision.models._utils import IntermediateLayerGetter, _take_weights
from torchvision.models.mobilenetv3 import mobilenet_v3_large
from torchvision.models.resnet import resnet50, resnet101

(FCN_ResNet50_Weights, FCN_ResNet101_Weights, DeepLabV3_ResNet50_Weights, DeepLabV3_ResNet101_Weights,
 DeepLabV3_MobileNet_V3_Large_Weights, LRASPP_MobileNet_V3_Large_Weights) = _weights_of(
    ['FCN_ResNet50_Weights', 'FCN_ResNet101_Weights', 'DeepLabV3_ResNet50_Weights', 'DeepLabV3_ResNet101_Weights',
     'DeepLabV3_MobileNet_V3_Large_Weights', 'LRASPP_MobileNet_V3_Large_Weights'], ['COCO_WITH_VOC_LABELS_V1'], 21)


class _SimpleSegmentationModel(nn.Module):
    def __init__(self, backbone, classifier, aux_classifier=None):
        super().__init__()
        self.backbone = backbone
        self.classifier = classifier
        self.aux_classifier = aux_classifier

    def forward(self, x):
        input_shape = x.shape[-2:]
        features = self.backbone(x)
        result = OrderedDict()
        x = self.classifier(features['out'])
        result['out'] = F.interpolate(x, size=input_shape, mode='bilinear', align_corners=False)
        if self.aux_classifier is not None:
            x = self.aux_classifier(features['aux'])
            result['aux'] = F.interpolate(x, size=input_shape, mode='bilinear', align_corners=False)
        return result


class FCN(_SimpleSegmentationModel):
    pass


class FCNHead(nn.Sequential):
    def __init__(self, in_channels, channels):
        inter = in_channels // 4
        super().__init__(nn.Conv2d(in_channels, inter, 3, padding=1, bias=False), nn.BatchNorm2d(inter), nn.ReLU(),
                         nn.Dropout(0.1), nn.Conv2d(inter, channels, 1))


class DeepLabV3(_SimpleSegmentationModel):
    pass


class DeepLabHead(nn.Sequential):
    def __init__(self, in_channels, num_classes, atrous_rates=(12, 24, 36)):
        super().__init__(ASPP(in_channels, atrous_rates), nn.Conv2d(256, 256, 3, padding=1, bias=False), nn.BatchNorm2d(256),
                         nn.ReLU(), nn.Conv2d(256, num_classes, 1))


class ASPPConv(nn.Sequential):
    def __init__(self, in_channels, out_channels, dilation):
        super().__init__(nn.Conv2d(in_channels, out_channels, 3, padding=dilation, dilation=dilation, bias=False),
                         nn.BatchNorm2d(out_channels), nn.ReLU())


class ASPPPooling(nn.Sequential):
    def __init__(self, in_channels, out_channels):
        super().__init__(nn.AdaptiveAvgPool2d(1), nn.Conv2d(in_channels, out_channels, 1, bias=False),
                         nn.BatchNorm2d(out_channels), nn.ReLU())

    def forward(self, x):
        size = x.shape[-2:]
        for mod in self:
            x = mod(x)
        return F.interpolate(x, size=size, mode='bilinear', align_corners=False)


class ASPP(nn.Module):
    def __init__(self, in_channels, atrous_rates, out_channels=256):
        super().__init__()
        modules = [nn.Sequential(nn.Conv2d(in_channels, out_channels, 1, bias=False), nn.BatchNorm2d(out_channels),
                                 nn.ReLU())]
        modules += [ASPPConv(in_channels, out_channels, rate) for rate in atrous_rates]
        modules.append(ASPPPooling(in_channels, out_channels))
        self.convs = nn.ModuleList(modules)
        self.project = nn.Sequential(nn.Conv2d(len(self.convs) * out_channels, out_channels, 1, bias=False),
                                     nn.BatchNorm2d(out_channels), nn.ReLU(), nn.Dropout(0.5))

    def forward(self, x):
        return self.project(torch.cat([conv(x) for conv in self.convs], dim=1))


class LRASPPHead(nn.Module):
    def __init__(self, low_channels, high_channels, num_classes, inter_channels):
        super().__init__()
        self.cbr = nn.Sequential(nn.Conv2d(high_channels, inter_channels, 1, bias=False), nn.BatchNorm2d(inter_channels),
                                 nn.ReLU(inplace=True))
        self.scale = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(high_channels, inter_channels, 1, bias=False),
                                   nn.Sigmoid())
        self.low_classifier = nn.Conv2d(low_channels, num_classes, 1)
        self.high_classifier = nn.Conv2d(inter_channels, num_classes, 1)

    def forward(self, input):
        low = input['low']
        high = input['high']
        x = self.cbr(high)
        x = x * self.scale(high)
        x = F.interpolate(x, size=low.shape[-2:], mode='bilinear', align_corners=False)
        return self.low_classifier(low) + self.high_classifier(x)


class LRASPP(nn.Module):
    def __init__(self, backbone, low_channels, high_channels, num_classes, inter_channels=128):
        super().__init__()
        self.backbone = backbone
        self.classifier = LRASPPHead(low_channels, high_channels, num_classes, inter_channels)

    def forward(self, input):
        out = self.classifier(self.backbone(input))
        return OrderedDict(out=F.interpolate(out, size=input.shape[-2:], mode='bilinear', align_corners=False))


def _options(weights, kwargs, num_classes, aux_loss):
    """The classes and whether there is an auxiliary head: weights have 21 and one."""
    trained = _take_weights(weights, kwargs)
    if trained and num_classes not in (None, 21):
        raise ValueError("The parameter 'num_classes' expected value 21 but got {} instead.".format(num_classes))
    if trained and aux_loss not in (None, True):
        raise ValueError("The parameter 'aux_loss' expected value True but got {} instead.".format(aux_loss))
    return 21 if num_classes is None else num_classes, trained or aux_loss


def _on_resnet(network, head, backbone, weights, num_classes, aux_loss, kwargs):
    classes, aux = _options(weights, kwargs, num_classes, aux_loss)
    backbone = backbone(replace_stride_with_dilation=[False, True, True])
    layers = {'layer4': 'out', 'layer3': 'aux'} if aux else {'layer4': 'out'}
    return network(IntermediateLayerGetter(backbone, layers), head(2048, classes), FCNHead(1024, classes) if aux else None)


def fcn_resnet50(weights=None, progress=True, num_classes=None, aux_loss=None, weights_backbone=None, **kwargs):
    return _on_resnet(FCN, FCNHead, resnet50, weights, num_classes, aux_loss, kwargs)


def fcn_resnet101(weights=None, progress=True, num_classes=None, aux_loss=None, weights_backbone=None, **kwargs):
    return _on_resnet(FCN, FCNHead, resnet101, weights, num_classes, aux_loss, kwargs)


def deeplabv3_resnet50(weights=None, progress=True, num_classes=None, aux_loss=None, weights_backbone=None, **kwargs):
    return _on_resnet(DeepLabV3, DeepLabHead, resnet50, weights, num_classes, aux_loss, kwargs)


def deeplabv3_resnet101(weights=None, progress=True, num_classes=None, aux_loss=None, weights_backbone=None, **kwargs):
    return _on_resnet(DeepLabV3, DeepLabHead, resnet101, weights, num_classes, aux_loss, kwargs)


def _mobilenet_stages():
    backbone = mobilenet_v3_large(dilated=True).features
    stages = [0] + [i for i, b in enumerate(backbone) if getattr(b, '_is_cn', False)] + [len(backbone) - 1]
    return backbone, stages[-4], stages[-1]


def deeplabv3_mobilenet_v3_large(weights=None, progress=True, num_classes=None, aux_loss=None, weights_backbone=None,
                                 **kwargs):
    classes, aux = _options(weights, kwargs, num_classes, aux_loss)
    backbone, low, high = _mobilenet_stages()
    layers = {str(high): 'out', str(low): 'aux'} if aux else {str(high): 'out'}
    return DeepLabV3(IntermediateLayerGetter(backbone, layers), DeepLabHead(backbone[high].out_channels, classes),
                     FCNHead(backbone[low].out_channels, classes) if aux else None)


def lraspp_mobilenet_v3_large(weights=None, progress=True, num_classes=None, weights_backbone=None, **kwargs):
    if kwargs.pop('aux_loss', False):
        raise NotImplementedError('This model does not use auxiliary loss')
    classes, _ = _options(weights, kwargs, num_classes, None)
    backbone, low, high = _mobilenet_stages()
    return LRASPP(IntermediateLayerGetter(backbone, {str(low): 'low', str(high): 'high'}), backbone[low].out_channels,
                  backbone[high].out_channels, classes)
