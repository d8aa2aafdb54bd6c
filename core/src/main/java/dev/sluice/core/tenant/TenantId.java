package dev.sluice.core.tenant;

/**
 * The id of the tenant that owns a job. Over HTTP it comes from the API key; an embedder without
 * tenants uses {@link #LOCAL}.
 *
 * @param id 1 to 64 characters
 */
public record TenantId(String id) {
  /** The only tenant of a Sluice without tenants. */
  public static final TenantId LOCAL = new TenantId("local");

  public TenantId {
    if (id.isBlank() || id.length() > 64) {
      throw new IllegalArgumentException("a tenant's id must have 1 to 64 characters");
    }
  }

  @Override
  public String toString() {
    return id;
  }
}
