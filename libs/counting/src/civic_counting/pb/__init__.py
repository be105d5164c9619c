"""Reading and writing .pb files, the format of the Pabulib library (pabulib.org/format)."""

from civic_counting.pb.file import Notice, PbFile
from civic_counting.pb.reader import read_pb
from civic_counting.pb.writer import write_pb

__all__ = ["Notice", "PbFile", "read_pb", "write_pb"]
