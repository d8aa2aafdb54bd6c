package dev.sluice.http.api.wire;

import dev.sluice.core.failure.QuotaExceededException;

/** The error for a key that has used up its storage, with the sentences of the reference. */
public record QuotaWire(String error, String limitGb, String usedGb, String message, String code) {
  public static QuotaWire of(QuotaExceededException e) {
    String used = Gigabytes.text(e.usedBytes());
    return new QuotaWire(
        "Storage quota exceeded",
        Gigabytes.text(e.limitBytes()),
        used,
        "This API key has a "
            + Gigabytes.shortText(e.limitBytes())
            + " GB limit and has used "
            + used
            + " GB",
        e.code().name());
  }
}
