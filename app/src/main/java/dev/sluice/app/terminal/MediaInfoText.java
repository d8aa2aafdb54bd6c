package dev.sluice.app.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.Chapter;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Formats what media contains, as a table or as JSON. Pure. */
public final class MediaInfoText {
  private MediaInfoText() {}

  /** Prints a line about the whole, a row for each stream, then chapters and tags. */
  public static void table(MediaInfo facts, PrintWriter out) {
    out.printf(
        "%s, %s%s%n%n",
        facts.format(),
        facts.duration().map(MediaInfoText::exactly).orElse("of unknown duration"),
        facts.bitrate().isPresent() ? ", " + HumanFormat.bits(facts.bitrate().getAsLong()) : "");
    Table streams = Table.headed("STREAM", "KIND", "CODEC", "WHAT", "LANGUAGE", "PURPOSE", "TITLE");
    for (StreamInfo stream : facts.streams()) {
      streams.row(
          Integer.toString(stream.index()),
          stream.kind().name().toLowerCase(Locale.ROOT),
          stream.codec() + stream.profile().map(profile -> " (" + profile + ")").orElse(""),
          details(stream),
          stream.language().orElse(""),
          String.join(", ", names(stream.dispositions())),
          stream.title().orElse(""));
    }
    streams.print(out);
    if (!facts.chapters().isEmpty()) {
      out.println();
      Table chapters = Table.headed("FROM", "TO", "CHAPTER");
      for (Chapter chapter : facts.chapters()) {
        chapters.row(
            HumanFormat.clock(chapter.from()),
            HumanFormat.clock(chapter.to()),
            chapter.title().orElse(""));
      }
      chapters.print(out);
    }
    if (!facts.tags().isEmpty()) {
      out.println();
      Table tags = Table.headed("TAG", "VALUE");
      new TreeMap<>(facts.tags()).forEach(tags::row);
      tags.print(out);
    }
    out.flush();
  }

  /** Prints a row for each rendition that a manifest offers beside the media, if there is one. */
  public static void renditions(List<StreamReport> others, PrintWriter out) {
    if (others.isEmpty()) {
      return;
    }
    out.println();
    Table table = Table.headed("ALSO OFFERED", "CODEC", "LANGUAGE", "PURPOSE", "TITLE");
    for (StreamReport other : others) {
      table.row(
          other.kind().name().toLowerCase(Locale.ROOT),
          other.codec(),
          other.language().orElse(""),
          String.join(", ", names(other.dispositions())),
          other.title().orElse(""));
    }
    table.print(out);
  }

  /** Returns one line, such as {@code h264 1280x720 25 fps, aac stereo}. */
  public static String line(MediaInfo facts) {
    List<String> parts = new ArrayList<>();
    for (StreamInfo stream : facts.streams()) {
      parts.add((stream.codec() + " " + details(stream)).strip());
    }
    return String.join("; ", parts);
  }

  private static List<String> names(Set<Disposition> dispositions) {
    return dispositions.stream().map(one -> one.name().toLowerCase(Locale.ROOT)).sorted().toList();
  }

  private static String details(StreamInfo stream) {
    List<String> parts = new ArrayList<>();
    if (stream.isProtected()) {
      parts.add("protected");
    }
    if (stream.kind() == StreamKind.VIDEO || stream.kind() == StreamKind.COVER) {
      parts.add(stream.width() + "x" + stream.height());
      if (stream.frameRate() > 0) {
        parts.add(trimmed(stream.frameRate()) + " fps");
      }
      stream.pixelFormat().ifPresent(parts::add);
      if (stream.rotation() != 0) {
        parts.add("turned by " + stream.rotation() + " degrees");
      }
    }
    if (stream.kind() == StreamKind.AUDIO) {
      parts.add(
          switch (stream.channels()) {
            case 1 -> "mono";
            case 2 -> "stereo";
            default -> stream.channels() + " channels";
          });
      parts.add(stream.sampleRate() + " Hz");
    }
    stream.bitrate().ifPresent(bitrate -> parts.add(HumanFormat.bits(bitrate)));
    return String.join(", ", parts);
  }

  private static String exactly(Duration duration) {
    return trimmed(seconds(duration)) + " s";
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static String trimmed(double number) {
    return String.format(Locale.ROOT, "%.3f", number).replaceAll("\\.?0+$", "");
  }

  /** Returns a JSON object in the style of the HTTP API; unknown values are null. */
  public static String json(MediaInfo facts, List<StreamReport> otherRenditions) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("format", facts.format());
    root.put("duration_seconds", facts.duration().map(MediaInfoText::seconds).orElse(null));
    root.put("bitrate", facts.bitrate().isPresent() ? facts.bitrate().getAsLong() : null);
    facts.streams().forEach(stream -> put(root.withArray("/streams").addObject(), stream));
    for (StreamReport other : otherRenditions) {
      ObjectNode node = root.withArray("/other_renditions").addObject();
      node.put("kind", other.kind().name().toLowerCase(Locale.ROOT));
      node.put("codec", other.codec());
      node.put("language", other.language().orElse(null));
      node.put("title", other.title().orElse(null));
      names(other.dispositions()).forEach(node.putArray("disposition")::add);
    }
    for (Chapter chapter : facts.chapters()) {
      ObjectNode node = root.withArray("/chapters").addObject();
      node.put("from_seconds", seconds(chapter.from()));
      node.put("to_seconds", seconds(chapter.to()));
      node.put("title", chapter.title().orElse(null));
    }
    root.withArray("/chapters");
    ObjectNode tags = root.putObject("tags");
    new TreeMap<>(facts.tags()).forEach(tags::put);
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  private static void put(ObjectNode node, StreamInfo stream) {
    node.put("index", stream.index());
    node.put("kind", stream.kind().name().toLowerCase(Locale.ROOT));
    node.put("codec", stream.codec());
    node.put("profile", stream.profile().orElse(null));
    node.put("width", orNull(stream.width()));
    node.put("height", orNull(stream.height()));
    node.put("rotation", stream.width() > 0 ? stream.rotation() : null);
    node.put("frame_rate", stream.frameRate() > 0 ? stream.frameRate() : null);
    node.put("pixel_format", stream.pixelFormat().orElse(null));
    node.put("channels", orNull(stream.channels()));
    node.put("sample_rate", orNull(stream.sampleRate()));
    node.put("language", stream.language().orElse(null));
    node.put("title", stream.title().orElse(null));
    names(stream.dispositions()).forEach(node.putArray("disposition")::add);
    node.put("protected", stream.isProtected());
    node.put("bitrate", stream.bitrate().isPresent() ? stream.bitrate().getAsLong() : null);
    node.put("start_seconds", seconds(stream.start()));
    node.put("duration_seconds", seconds(stream.duration()));
  }

  private static Integer orNull(int number) {
    return number > 0 ? number : null;
  }

  private static Double seconds(Optional<Duration> duration) {
    return duration.map(MediaInfoText::seconds).orElse(null);
  }
}
