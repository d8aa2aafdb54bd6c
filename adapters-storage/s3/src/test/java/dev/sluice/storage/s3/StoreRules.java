package dev.sluice.storage.s3;

import java.util.Locale;

/**
 * The rules of the stores that are in use, as far as they differ, from their documents and from
 * reports of their users. All sizes are those of multipart uploads.
 *
 * @see RuledS3
 */
enum StoreRules {
  //   parts: least, most, count, equal; checksum header; If-None-Match; ETags of a finished upload
  AWS(5L << 20, 5L << 30, 10_000, false, Header.CHECKED, Header.CHECKED, Etag.MD5_OF_PARTS),
  AWS_KMS(5L << 20, 5L << 30, 10_000, false, Header.CHECKED, Header.CHECKED, Etag.OPAQUE),
  R2(5L << 20, 5L << 30, 10_000, true, Header.NOT_IMPLEMENTED, Header.CHECKED, Etag.MD5_OF_PARTS),
  B2(5L << 20, 5L << 30, 10_000, false, Header.INVALID, Header.NOT_IMPLEMENTED, Etag.OPAQUE),
  GCS(5L << 20, 5L << 30, 10_000, false, Header.IGNORED, Header.IGNORED, Etag.OPAQUE),
  CEPH(5L << 20, 5L << 30, 10_000, false, Header.IGNORED, Header.CHECKED, Etag.NONE),
  GARAGE(5L << 20, 5L << 30, 10_000, false, Header.CHECKED, Header.CHECKED, Etag.MD5_OF_PARTS),
  SEAWEEDFS(5L << 20, 5L << 30, 10_000, false, Header.CHECKED, Header.CHECKED, Etag.UNQUOTED),
  MINIO(5L << 20, 5L << 30, 10_000, false, Header.CHECKED, Header.CHECKED, Etag.MD5_OF_PARTS);

  /** What a store does with a header that not every store knows. */
  enum Header {
    CHECKED,
    IGNORED,
    NOT_IMPLEMENTED,
    INVALID
  }

  /** What a store says of an object's content. */
  enum Etag {
    MD5_OF_PARTS,
    OPAQUE,
    UNQUOTED,
    NONE
  }

  final long smallestPart;
  final long largestPart;
  final int parts;
  final boolean equalParts;
  final Header checksum;
  final Header condition;
  final Etag etag;

  StoreRules(
      long smallestPart,
      long largestPart,
      int parts,
      boolean equalParts,
      Header checksum,
      Header condition,
      Etag etag) {
    this.smallestPart = smallestPart;
    this.largestPart = largestPart;
    this.parts = parts;
    this.equalParts = equalParts;
    this.checksum = checksum;
    this.condition = condition;
    this.etag = etag;
  }

  /** Returns the ETag of an object, as it stands in XML and in the header. */
  String etagOf(int parts) {
    return switch (etag) {
      case MD5_OF_PARTS -> "\"9e107d9d372bb6826bd81d3542a419d6-" + parts + "\"";
      case OPAQUE -> "\"" + name().toLowerCase(Locale.ROOT) + "-CPHx9Nq0mo4DEAE=\"";
      case UNQUOTED -> "9e107d9d372bb6826bd81d3542a419d6-" + parts;
      case NONE -> "";
    };
  }
}
