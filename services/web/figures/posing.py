"""A pose taken: bones set by their angles, and the flesh round them let down onto what it lies or stands on."""

from services.web.figures.flesh import lowest
from services.web.figures.pose import Plant, Pose
from services.web.figures.skeleton import Body, arm, leg, spine
from services.web.figures.space import V


def posed(pose: Pose) -> Body:
    """The body in that pose. Raises ImpossiblePose.

    Where the pose tells no height, its lowest point comes to rest; of a body whose feet are planted the trunk does.
    """
    body = spine(pose, V(pose.x, pose.y, pose.z or 0))
    legs = {"right": pose.right_leg, "left": pose.left_leg}
    planted = any(isinstance(stands, Plant) for stands in legs.values())
    if pose.z is None and planted:
        body = body.moved(V(0, 0, pose.rest - lowest(body)))
    for side, stands in legs.items():
        leg(body, side, stands)
    if pose.z is None and not planted:
        body = body.moved(V(0, 0, pose.rest - lowest(body)))
    for side, holds in (("right", pose.right_arm), ("left", pose.left_arm)):
        arm(body, side, holds)
    return body
