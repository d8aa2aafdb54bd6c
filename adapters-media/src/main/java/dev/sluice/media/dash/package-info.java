/** MPEG-DASH (ISO/IEC 23009-1): what its manifests name, as segments. */
package dev.sluice.media.dash;
