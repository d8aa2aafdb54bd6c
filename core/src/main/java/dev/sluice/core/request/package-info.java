/** What a caller asks for: immutable, and valid by construction. */
package dev.sluice.core.request;
