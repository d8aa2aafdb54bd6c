package dev.sluice.core.media;

import dev.sluice.core.media.BoxReader.Box;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the samples of WebVTT in mp4 (ISO/IEC 14496-30, 7). Pure. */
public final class WebVttSample {
  private WebVttSample() {}

  /**
   * Returns the cues of a sample; all are shown as long as it is. A sample without any is empty.
   *
   * @param from when the sample begins
   * @param to when it ends
   */
  public static List<TextCue> cues(ByteBuffer sample, long from, long to) {
    List<TextCue> cues = new ArrayList<>();
    ByteBuffer boxes = sample.duplicate();
    for (Optional<Box> box = BoxReader.next(boxes); box.isPresent(); box = BoxReader.next(boxes)) {
      // The others are empty cues (vtte) and comments (vtta).
      if (box.get().name().equals("vttc")) {
        String text = text(box.get().content(), "payl").replaceAll("\n[ \t]*(?=\n)", "").strip();
        if (!text.isEmpty()) {
          String settings = text(box.get().content(), "sttg").replace('\n', ' ').strip();
          cues.add(new TextCue(from, to, settings, text));
        }
      }
    }
    return cues;
  }

  private static String text(ByteBuffer cue, String name) {
    return BoxReader.find(cue.duplicate(), name)
        .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString())
        .orElse("")
        .replace("\r\n", "\n")
        .replace('\r', '\n')
        .replace('\0', '\uFFFD')
        .replace("-->", "--&gt;");
  }
}
