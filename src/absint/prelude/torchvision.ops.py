"""torchvision.ops: operations on boxes and regions, and small modules."""
from torchvision.ops.boxes import (batched_nms, box_area, box_convert, box_iou, clip_boxes_to_image, complete_box_iou,
                                   distance_box_iou, generalized_box_iou, masks_to_boxes, nms, remove_small_boxes)
from torchvision.ops.deform_conv import DeformConv2d, deform_conv2d
from torchvision.ops.drop_block import DropBlock2d, DropBlock3d, drop_block2d, drop_block3d
from torchvision.ops.feature_pyramid_network import FeaturePyramidNetwork
from torchvision.ops.losses import (complete_box_iou_loss, distance_box_iou_loss, generalized_box_iou_loss,
                                    sigmoid_focal_loss)
from torchvision.ops.misc import (MLP, Conv2dNormActivation, Conv3dNormActivation, ConvNormActivation, FrozenBatchNorm2d,
                                  Permute, SqueezeExcitation)
from torchvision.ops.pooling import (MultiScaleRoIAlign, PSRoIAlign, PSRoIPool, RoIAlign, RoIPool, ps_roi_align,
                                     ps_roi_pool, roi_align, roi_pool)
from torchvision.ops.stochastic_depth import StochasticDepth, stochastic_depth
