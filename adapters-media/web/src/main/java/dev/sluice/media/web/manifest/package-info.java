/** PLACEHOLDER */
@NullMarked
package dev.sluice.media.web.manifest;

import org.jspecify.annotations.NullMarked;
