/** Secrets at rest: AES-256-GCM of the JDK. */
package dev.sluice.storage.secrets;
