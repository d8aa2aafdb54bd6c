package dev.sluice.media.libav;

import dev.sluice.core.port.media.MediaInput;
import dev.sluice.media.libav.sample.SampleClip;
import dev.sluice.testkit.fake.MemoryInput;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A Matroska file with 11 MB of tags. libav compares each tag with all before it, which takes
 * minutes in which nothing is read.
 */
final class MetadataBomb {
  private static final int TAGS = 500_000;

  private static final int SEGMENT = 0x18538067;
  private static final int SIZE_LENGTH = 8;
  private static final byte[] UNKNOWN_SIZE = {1, -1, -1, -1, -1, -1, -1, -1};

  private MetadataBomb() {}

  static byte[] bytes() {
    ByteArrayOutputStream simpleTags = new ByteArrayOutputStream();
    for (int i = 0; i < TAGS; i++) {
      byte[] name = element(0x45a3, ("n" + i).getBytes(StandardCharsets.US_ASCII));
      simpleTags.writeBytes(element(0x67c8, name, element(0x4487, new byte[] {'v'})));
    }
    byte[] tags = element(0x1254c367, element(0x7373, simpleTags.toByteArray()));
    byte[] clip = SampleClip.of("matroska", "h264", "aac").bytes();
    int size = 4;
    while (ByteBuffer.wrap(clip).getInt(size - 4) != SEGMENT) {
      size++;
    }
    int contents = size + SIZE_LENGTH;
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(clip, 0, size);
    file.writeBytes(UNKNOWN_SIZE);
    file.writeBytes(tags);
    file.writeBytes(Arrays.copyOfRange(clip, contents, clip.length));
    return file.toByteArray();
  }

  private static byte[] element(int id, byte[]... contents) {
    int length = Arrays.stream(contents).mapToInt(part -> part.length).sum();
    int idLength = 4 - Integer.numberOfLeadingZeros(id) / 8;
    ByteBuffer element = ByteBuffer.allocate(idLength + SIZE_LENGTH + length);
    for (int i = idLength - 1; i >= 0; i--) {
      element.put((byte) (id >> 8 * i));
    }
    element.putLong(1L << 56 | length);
    for (byte[] part : contents) {
      element.put(part);
    }
    return element.array();
  }

  /** Returns the file as an input that says when it is read so far that libav begins. */
  static MediaInput input(byte[] bomb, Runnable begun) {
    return new MediaInput.Forwarding(MemoryInput.of(bomb)) {
      @Override
      public int read(long position, ByteBuffer buffer) {
        int count = super.read(position, buffer);
        if (position + count == bomb.length) {
          begun.run();
        }
        return count;
      }
    };
  }
}
