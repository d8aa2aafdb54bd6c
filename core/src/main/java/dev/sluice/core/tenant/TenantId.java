package dev.sluice.core.tenant;

/**
 * Whose a job is. Over HTTP it is the id of an API key; an embedder who has no tenants uses {@link
 * #LOCAL}.
 *
 * @param id 1 to 64 characters
 */
public record TenantId(String id) {
  /** The only tenant of a Sluice without tenants. */
  public static final TenantId LOCAL = new TenantId("local");

  public TenantId {
    if (id.isBlank() || id.length() > 64) {
      throw new IllegalArgumentException("an owner's id has 1 to 64 characters");
    }
  }

  @Override
  public String toString() {
    return id;
  }
}
