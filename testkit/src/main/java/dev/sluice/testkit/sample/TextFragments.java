package dev.sluice.testkit.sample;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes subtitles in fragments of mp4, box by box (ISO/IEC 14496-12 and 14496-30). */
public final class TextFragments {
  /** The ticks of a second. */
  public static final int SCALE = 1_000;

  private static final int TRACK = 1;

  private TextFragments() {}

  /**
   * A sample.
   *
   * @param duration in ticks
   */
  public record Sample(int duration, byte[] bytes) {
    /** Makes a sample of text, as TTML has it. */
    public static Sample of(int duration, String text) {
      return new Sample(duration, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a sample of WebVTT with these cues; with none, it is an empty one. */
    public static Sample ofCues(int duration, byte[]... cues) {
      return new Sample(duration, cues.length == 0 ? box("vtte") : joined(cues));
    }
  }

  /** Returns a cue of WebVTT. */
  public static byte[] cue(String settings, String text) {
    byte[] payload = box("payl", text.getBytes(StandardCharsets.UTF_8));
    return settings.isEmpty()
        ? box("vttc", payload)
        : box("vttc", box("sttg", settings.getBytes(StandardCharsets.UTF_8)), payload);
  }

  /**
   * Returns an init segment.
   *
   * @param entry the name of the sample entry: {@code wvtt} or {@code stpp}
   */
  public static byte[] init(String entry) {
    byte[] config =
        entry.equals("wvtt")
            ? box("vttC", "WEBVTT".getBytes(StandardCharsets.UTF_8))
            : "http://www.w3.org/ns/ttml\0\0\0".getBytes(StandardCharsets.UTF_8);
    byte[] entries = box("stsd", ints(0, 1), box(entry, ints(0), new byte[] {0, 0, 0, 1}, config));
    byte[] tables =
        box(
            "stbl",
            entries,
            box("stts", ints(0, 0)),
            box("stsc", ints(0, 0)),
            box("stsz", ints(0, 0, 0)),
            box("stco", ints(0, 0)));
    byte[] handler =
        box(
            "hdlr",
            ints(0, 0),
            bytes(entry.equals("wvtt") ? "text" : "subt"),
            ints(0, 0, 0),
            new byte[1]);
    byte[] references = box("dinf", box("dref", ints(0, 1), box("url ", ints(1))));
    byte[] media =
        box(
            "mdia",
            box("mdhd", ints(0, 0, 0, SCALE, 0, 0x55c40000)),
            handler,
            box("minf", box("nmhd", ints(0)), references, tables));
    byte[] matrix = ints(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
    byte[] track =
        box("trak", box("tkhd", ints(3, 0, 0, TRACK, 0, 0, 0, 0, 0, 0), matrix, ints(0, 0)), media);
    byte[] movie =
        box(
            "mvhd",
            ints(0, 0, 0, SCALE, 0, 0x10000, 0x1000000, 0, 0),
            matrix,
            ints(0, 0, 0, 0, 0, 0, TRACK + 1));
    byte[] defaults = box("mvex", box("trex", ints(0, TRACK, 1, 0, 0, 0)));
    return joined(
        box("ftyp", bytes("iso6"), ints(0), bytes("iso6")), box("moov", movie, track, defaults));
  }

  /**
   * Returns a fragment.
   *
   * @param time when its first sample begins, in ticks
   */
  public static byte[] fragment(long time, Sample... samples) {
    ByteBuffer table = ByteBuffer.allocate(8 * samples.length);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (Sample sample : samples) {
      table.putInt(sample.duration()).putInt(sample.bytes().length);
      data.writeBytes(sample.bytes());
    }
    byte[] clock = ByteBuffer.allocate(12).putInt(1 << 24).putLong(time).array();
    byte[] empty = fragment(clock, samples.length, 0, table.array());
    return joined(
        fragment(clock, samples.length, empty.length + 8, table.array()),
        box("mdat", data.toByteArray()));
  }

  private static byte[] fragment(byte[] clock, int count, int offset, byte[] table) {
    return box(
        "moof",
        box("mfhd", ints(0, 1)),
        box(
            "traf",
            box("tfhd", ints(0x20000, TRACK)),
            box("tfdt", clock),
            box("trun", ints(0x301, count, offset), table)));
  }

  /** Returns a whole file of these fragments. */
  public static byte[] file(String entry, List<byte[]> fragments) {
    return joined(init(entry), joined(fragments.toArray(byte[][]::new)));
  }

  private static byte[] box(String name, byte[]... contents) {
    byte[] content = joined(contents);
    return joined(ints(content.length + 8), bytes(name), content);
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
