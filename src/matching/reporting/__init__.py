"""Reports without where they come from: indicators, tables, small numbers, sheets, pictures. Pure."""
