package dev.sluice.storage.s3;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The bytes of one part, in the form of the client's request bodies: the client reads them from
 * here when it sends them, so that they are in memory once. Filled by one thread, then read by
 * others.
 */
final class PartBytes extends io.minio.ByteBuffer {
  private final ChunkPool pool;
  private final long capacity;
  private final List<byte[]> chunks = new ArrayList<>();
  private long filled;

  PartBytes(ChunkPool pool, long capacity) {
    super(0);
    this.pool = pool;
    this.capacity = capacity;
  }

  boolean isFull() {
    return filled == capacity;
  }

  /** Takes as many bytes as there is room for. */
  void fill(ByteBuffer bytes) {
    while (bytes.hasRemaining() && filled < capacity) {
      int offset = (int) (filled % ChunkPool.CHUNK);
      if (offset == 0) {
        chunks.add(pool.take());
      }
      int length =
          (int) Math.min(Math.min(bytes.remaining(), ChunkPool.CHUNK - offset), capacity - filled);
      bytes.get(chunks.get(chunks.size() - 1), offset, length);
      filled += length;
    }
  }

  /** Replaces bytes of this part, as many as are in it. */
  void replace(long position, ByteBuffer bytes) {
    long next = position;
    while (bytes.hasRemaining() && next < filled) {
      int offset = (int) (next % ChunkPool.CHUNK);
      int length =
          (int) Math.min(Math.min(bytes.remaining(), ChunkPool.CHUNK - offset), filled - next);
      bytes.get(chunks.get((int) (next / ChunkPool.CHUNK)), offset, length);
      next += length;
    }
  }

  /** Appends a complete part; both share their memory. */
  static PartBytes joined(List<PartBytes> parts) {
    PartBytes joined = new PartBytes(parts.get(0).pool, Long.MAX_VALUE);
    for (PartBytes part : parts) {
      joined.chunks.addAll(part.chunks);
      joined.filled += part.filled;
    }
    return joined;
  }

  /** Releases the memory; the part must not be read afterwards. */
  void release() {
    pool.give(chunks);
    chunks.clear();
  }

  @Override
  public long length() {
    return filled;
  }

  @Override
  public InputStream inputStream() {
    List<InputStream> streams = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      streams.add(new ByteArrayInputStream(chunks.get(i), 0, lengthOf(i)));
    }
    return new SequenceInputStream(Collections.enumeration(streams));
  }

  private int lengthOf(int chunk) {
    return (int) Math.min(ChunkPool.CHUNK, filled - (long) chunk * ChunkPool.CHUNK);
  }

  /**
   * Returns the checksum by which the store detects a damaged part, in the form that S3 expects.
   */
  String crc32c() {
    CRC32C sum = new CRC32C();
    for (int i = 0; i < chunks.size(); i++) {
      sum.update(chunks.get(i), 0, lengthOf(i));
    }
    byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array();
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Returns the hash by which the signature covers the part, in the form that S3 expects. */
  String sha256() {
    return HexFormat.of().formatHex(digest("SHA-256"));
  }

  /** Returns the content of the header {@code Content-MD5}. */
  String md5() {
    return Base64.getEncoder().encodeToString(digest("MD5"));
  }

  private byte[] digest(String algorithm) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm);
      for (int i = 0; i < chunks.size(); i++) {
        digest.update(chunks.get(i), 0, lengthOf(i));
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
