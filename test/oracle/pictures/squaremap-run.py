"""Lays trees out with RunSnakeRun's squaremap, without a window: reads a file of trees, prints where each node's box is."""

import json
import sys
import types


class Anything:
    """Stands for whatever the layout asks of wxPython, and does nothing."""

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        return Anything()

    def __getattr__(self, name):
        return Anything()

    def __or__(self, other):
        return self


wx = types.ModuleType("wx")
wx.__getattr__ = lambda name: Anything()
wx.Panel = wx.App = wx.Frame = type("Panel", (), {})
wx.Rect = lambda *sides: sides
wx.lib = types.ModuleType("wx.lib")
wx.lib.newevent = types.ModuleType("wx.lib.newevent")
wx.lib.newevent.NewEvent = lambda: (Anything(), Anything())
sys.modules.update({"wx": wx, "wx.lib": wx.lib, "wx.lib.newevent": wx.lib.newevent})

from squaremap import squaremap  # noqa: E402


class Costs(squaremap.DefaultAdapter):
    def children(self, node):
        return node["children"]

    def value(self, node, parent=None):
        return node["total"]

    def overall(self, node):
        return node["total"]


class Map(squaremap.SquareMap):
    def __init__(self, is_square):
        self.padding = self.margin = self.max_depth_seen = 0
        self.max_depth = None
        self.square_style = is_square
        self.adapter = Costs()
        self.boxes = {}

    def BrushForNode(self, node, depth=0):
        return None

    PenForNode = BrushForNode

    def DrawIconAndLabel(self, *args):
        pass

    def DrawBox(self, dc, node, x, y, w, h, hot_map, depth=0):
        self.boxes[node["id"]] = [x, y, w, h]
        super().DrawBox(dc, node, x, y, w, h, hot_map, depth)


def layout(task):
    nodes = [{"id": i, "total": own, "children": []} for i, (_, own) in enumerate(task["rows"])]
    for i in range(len(nodes) - 1, 0, -1):
        parent = nodes[task["rows"][i][0]]
        parent["total"] += nodes[i]["total"]
        parent["children"].insert(0, nodes[i])
    drawn = Map(task["isSquare"])
    drawn.DrawBox(Anything(), nodes[0], 0.0, 0.0, task["width"], task["height"], [])
    return drawn.boxes


with open(sys.argv[1]) as tasks:
    print(json.dumps([layout(task) for task in json.load(tasks)]))
