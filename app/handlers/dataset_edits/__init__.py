"""Datasets over HTTP: files are uploaded, called otherwise, read anew, deleted."""

from litestar import Router

from app.handlers.dataset_edits.changing import change_dataset, delete_dataset
from app.handlers.dataset_edits.rereading import change_dataset_options, retry_dataset
from app.handlers.dataset_edits.uploading import create_dataset, put_dataset

router = Router(
    "/datasets",
    tags=["Datasets"],
    route_handlers=[
        create_dataset,
        put_dataset,
        change_dataset,
        change_dataset_options,
        retry_dataset,
        delete_dataset,
    ],
)
