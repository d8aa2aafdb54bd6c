package dev.sluice.core.request;

/** A media type such as {@code video/mp4}, without parameters. */
public record ContentType(String value) {
  public ContentType {
    if (!value.matches("[a-zA-Z0-9!#$&^_.+-]+/[a-zA-Z0-9!#$&^_.+-]+")) {
      throw new IllegalArgumentException("not a media type: " + value);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
