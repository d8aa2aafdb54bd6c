package dev.sluice.media.libav.testing;

import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.testkit.media.DecodedMedia;
import dev.sluice.testkit.media.DecodedSound;
import dev.sluice.testkit.media.MediaDecoder;
import java.util.List;

/** Decodes files by libav for the assertions of the test kit. */
public final class LibavDecoder implements MediaDecoder {
  @Override
  public DecodedMedia decode(byte[] file) {
    DecodedFile decoded = DecodedFile.of(file);
    return new DecodedMedia(
        decoded.first(StreamKind.VIDEO).map(stream -> stream.media().pictures()).orElse(List.of()),
        decoded
            .first(StreamKind.AUDIO)
            .map(stream -> stream.media().sound())
            .orElse(DecodedSound.NONE));
  }
}
