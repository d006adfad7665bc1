"""Maps as files: GeoJSON and uMap, GeoPackage and Shapefile, KML, GPX and GeoRSS."""
