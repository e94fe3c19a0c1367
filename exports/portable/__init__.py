"""The record for machines: everything the paper says, in typed values, as JSON inside the Word file and beside it.

The next meeting of a case is opened from it, and a report over all meetings of a case is made of it alone.
"""
