# Prints what mprof itself reads from a file, as JSON.
import json
import sys

import mprof

content = mprof.read_mprofile_file(sys.argv[1])
content.pop("filename")
print(json.dumps(content))
