package dev.sluice.media.web.subtitle;

import dev.sluice.core.media.TextCue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;

/** Converts TTML documents, one in each piece, whose times count from the section's beginning. */
final class TtmlConverter implements SubtitleConverter {
  private final CueText text = new CueText();
  private ByteArrayOutputStream document = new ByteArrayOutputStream();

  @Override
  public void add(ByteBuffer bytes) {
    if (bytes.remaining() > LARGEST - document.size()) {
      throw SubtitleConverter.tooLarge();
    }
    document.write(bytes.array(), bytes.position(), bytes.remaining());
  }

  @Override
  public void endPiece() {
    if (document.size() > 0) {
      byte[] whole = document.toByteArray();
      document = new ByteArrayOutputStream();
      List<TextCue> cues = TtmlReader.cues(whole);
      text.countFrom(0);
      text.add(cues.stream().mapToLong(TextCue::from).min().orElse(0), cues);
    }
  }

  @Override
  public CueText text() {
    return text;
  }
}
