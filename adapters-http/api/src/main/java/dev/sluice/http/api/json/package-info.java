/** JSON in both directions: bodies that are read, and fields that are taken out of them. */
@NullMarked
package dev.sluice.http.api.json;

import org.jspecify.annotations.NullMarked;
