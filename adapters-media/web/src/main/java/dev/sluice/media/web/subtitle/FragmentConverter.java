package dev.sluice.media.web.subtitle;

import dev.sluice.core.media.TextCue;
import dev.sluice.core.media.WebVttSample;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Converts WebVTT and TTML in fragments of mp4 (ISO/IEC 14496-30). Cues of WebVTT are shown as long
 * as their sample. The times of a TTML document are those of the track, and it is in use as long as
 * its sample.
 */
final class FragmentConverter implements SubtitleConverter {
  /** The largest sample of WebVTT, which has the cues of one moment. In bytes. */
  private static final int LARGEST_SAMPLE = 256 << 10;

  private final CueText text = new CueText();
  private final FragmentReader boxes = new FragmentReader(this::add);

  @Override
  public void add(ByteBuffer bytes) {
    boxes.add(bytes);
  }

  private void add(FragmentReader.Sample sample) {
    text.countFrom(sample.from());
    text.add(sample.from(), cues(sample));
  }

  private static List<TextCue> cues(FragmentReader.Sample sample) {
    if (!sample.isTtml()) {
      if (sample.bytes().remaining() > LARGEST_SAMPLE) {
        throw SubtitleConverter.tooLarge();
      }
      return WebVttSample.cues(sample.bytes(), sample.from(), sample.to());
    }
    byte[] document = new byte[sample.bytes().remaining()];
    sample.bytes().duplicate().get(document);
    return TtmlReader.cues(document).stream()
        .map(cue -> cue.within(sample.from(), sample.to()))
        .toList();
  }

  @Override
  public void endPiece() {
    // Fragments end by themselves.
  }

  @Override
  public CueText text() {
    return text;
  }
}
