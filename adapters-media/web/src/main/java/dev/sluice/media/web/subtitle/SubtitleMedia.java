package dev.sluice.media.web.subtitle;

import dev.sluice.core.port.media.HeapBudget;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaInput;
import java.util.List;

/**
 * A file that belongs to other media. Its subtitles are read as WebVTT if they are TTML, or WebVTT
 * or TTML in fragments of mp4; anything else is read as it is.
 */
public final class SubtitleMedia extends Media.Forwarding {
  private final List<SubtitleInput> inputs;

  /**
   * @param media the file as it is, which is closed with this
   * @param memory the memory of the job, of which a conversion takes a part until this is closed
   */
  public SubtitleMedia(Media media, HeapBudget.Reservation memory) {
    super(media);
    inputs = media.inputs().stream().map(input -> new SubtitleInput(input, memory)).toList();
  }

  @Override
  public List<MediaInput> inputs() {
    return List.copyOf(inputs);
  }

  @Override
  public void close() {
    inputs.forEach(SubtitleInput::release);
    super.close();
  }
}
