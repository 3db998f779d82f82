"""What the two sides of a proposal are told of each other, on the wire."""

from datetime import date
from typing import Annotated

from pydantic import Field

from matching.api.dwelling_schemas import FEATURES
from matching.api.schemas import Out, Rent
from matching.vocabulary import Accessibility, AgeBand, Support, Tenancy


class HouseholdOut(Out):
    """What a landlord needs to know of whoever may come to live there; nothing more."""

    adults: Annotated[
        int, Field(description="Adults in the household [person]. VERA: Toewijzing.huishoudgrootte.")
    ]
    children: Annotated[int, Field(description="Children.")]
    age_band: Annotated[AgeBand | None, Field(description="Age band. VERA: criterium LEE.")]
    support: Annotated[Support | None, Field(description="Support.")]
    tenancies: Annotated[
        list[Tenancy],
        Field(
            description="Kinds of lease that are acceptable; empty: not known. VERA: OVEREENKOMSTDETAILSOORT."
        ),
    ]
    ready_from: Annotated[date | None, Field(description="Can move from.")]


class HomeOut(Out):
    """What the provider needs to know of the dwelling."""

    housing_form: Annotated[str, Field(description="Housing form. VERA: woonvorm.")]
    bedrooms: Annotated[int | None, Field(description="Number of bedrooms. VERA: ruimten, kind slaapkamer.")]
    floor_area: Annotated[
        int | None, Field(description="Usable floor area [m²]. VERA: oppervlakten, kind GBO.")
    ]
    storey: Annotated[int | None, Field(description="Storey; 0 is the ground floor. VERA: etage.")]
    rent: Annotated[
        Rent | None,
        Field(description="Rent that the rent benefit counts by, a month [eurocent]. VERA: rekenhuur."),
    ]
    service_costs: Annotated[
        Rent,
        Field(
            description="What comes on top of that rent each month [eurocent]. VERA: brutohuur less rekenhuur."
        ),
    ]
    accessibility: Annotated[
        Accessibility | None, Field(description="Accessibility. VERA: toegankelijkheidslabel.")
    ]
    tenancy: Annotated[
        Tenancy | None,
        Field(description="Kind of lease. VERA: OVEREENKOMSTDETAILSOORT, omklap: PUBLICATIEDETAILMODEL.OMK."),
    ]
    available_from: Annotated[
        date, Field(description="First day on which somebody can live there. VERA: opleverdatum.")
    ]
    features: Annotated[
        list[str],
        Field(description=FEATURES),
    ]
