package dev.sluice.media.site;

import dev.sluice.core.port.media.MediaInput;
import java.util.Objects;
import java.util.Optional;

/** An input of which a page says more than its own source does. */
final class DescribedInput extends MediaInput.Forwarding {
  private final Rendition description;

  private DescribedInput(MediaInput input, Rendition description) {
    super(input);
    this.description = Objects.requireNonNull(description);
  }

  /** Returns the input with the page's description, unless its manifest or the page has none. */
  static MediaInput of(MediaInput input, PageFormat format) {
    boolean isDescribed = input.rendition().isPresent();
    boolean says = format.language().isPresent() || !format.dispositions().isEmpty();
    return isDescribed || !says
        ? input
        : new DescribedInput(
            input, new Rendition(format.language(), Optional.empty(), format.dispositions()));
  }

  @Override
  public Optional<Rendition> rendition() {
    return Optional.of(description);
  }
}
