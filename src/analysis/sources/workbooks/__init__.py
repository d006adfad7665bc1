"""Workbooks: XLSX and ODS, sheet by sheet."""
